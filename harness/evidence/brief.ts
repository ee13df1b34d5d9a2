/** The text, of a long one its beginning: a copy, since a slice would keep the whole text in memory. */
export const briefly = (text: string, most: number): string =>
  text.length > most ? `${Buffer.from(text.slice(0, most)).toString()}...` : text;

/** Characters of a path in a sentence: a long query would hide what the sentence says. The exchange has it whole. */
const LONGEST_PATH = 160;

/** Of a long query the last parameter is kept: the others are those of every such request. */
function shortened(path: string): string {
  const last = path.slice(Math.max(path.lastIndexOf('&'), 0));
  const isShort = last.startsWith('&') && last.length < LONGEST_PATH / 2;
  return path.length > LONGEST_PATH && isShort
    ? `${briefly(path.slice(0, -last.length), LONGEST_PATH - last.length)}${last}`
    : briefly(path, LONGEST_PATH);
}

/** `GET /apis/kubeflow.org/v1/namespaces/ns/tfjobs?limit=1`, as sentences name a request. */
export const sayRequest = ({ method, path }: { method: string; path: string }): string =>
  `${method} ${shortened(path)}`;
