/** The text, of a long one its beginning: a copy, since a slice would keep the whole text in memory. */
export const briefly = (text: string, most: number): string =>
  text.length > most ? `${Buffer.from(text.slice(0, most)).toString()}...` : text;

/** Characters of a path in a sentence: a long query would hide what the sentence says. The exchange has it whole. */
const LONGEST_PATH = 160;

/** `GET /apis/kubeflow.org/v1/namespaces/ns/tfjobs?limit=1`, as sentences name a request. */
export const sayRequest = ({ method, path }: { method: string; path: string }): string =>
  `${method} ${briefly(path, LONGEST_PATH)}`;
