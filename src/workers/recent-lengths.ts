/** How many batches tell how long the rows of the next will be. */
const many = 16;

/** How much longer than the longest of late a row may be, where they differ. */
const spare = 1.125;

/** The longest rows of late: what room the rows of the next batch are given. */
export class RecentLengths {
  readonly #longest: number[] = [];
  /** How many values a plane is given; 0 as long as nothing is known. */
  room = 0;

  /** `padded`: what all rows are filled up to; 0 where that is the longest row. */
  note(longest: number, padded: number): void {
    this.#longest.push(longest);
    if (this.#longest.length > many) this.#longest.shift();
    const most = Math.max(...this.#longest);
    const isEven = this.#longest.every((length) => length === most);
    this.room = padded > 0 ? padded : isEven ? most : Math.ceil(most * spare);
  }
}
