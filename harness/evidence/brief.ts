/** The text, of a long one its beginning: a copy, since a slice would keep the whole text in memory. */
export const briefly = (text: string, most: number): string =>
  text.length > most ? `${Buffer.from(text.slice(0, most)).toString()}...` : text;
