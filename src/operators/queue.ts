/** First in, first out; without the cost of `shift` on a long array. */
export interface Queue<T> {
  push(item: T): void;
  first(): T | undefined;
  shift(): T | undefined;
  length(): number;
}

export function queue<T>(): Queue<T> {
  let items: (T | undefined)[] = [];
  let head = 0;
  return {
    push: (item) => void items.push(item),
    first: () => items[head],
    shift() {
      if (head === items.length) return undefined;
      const item = items[head];
      items[head++] = undefined;
      if (head === items.length) {
        items.length = 0;
        head = 0;
      } else if (head * 2 > items.length && head > 64) {
        items = items.slice(head);
        head = 0;
      }
      return item;
    },
    length: () => items.length - head,
  };
}
