const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A text that HTML reads as that text, in an attribute as well; what no HTML can hold becomes a mark. */
export function escaped(text: string): string {
  return text
    .replace(/[\p{Cs}\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, (c) => (/\s/.test(c) ? ' ' : '\ufffd'))
    .replace(/[&<>"']/g, (character) => entities[character]!);
}
