/** One line of a formatted JSON text, and the JSON pointer of the value that it begins or ends. */
export interface Line {
  text: string;
  pointer: string;
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/**
 * Formats JSON without reading its values, so that numbers, escapes and repeated members stay as they were sent.
 * @returns undefined when the text is not JSON
 */
export function jsonLines(text: string): Line[] | undefined {
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  const layout = new Layout();
  const tokens = Array.from(text.matchAll(TOKEN), ([token]) => token);
  for (const [index, token] of tokens.entries()) layout.add(token, tokens[index - 1], tokens[index + 1]);
  return layout.lines();
}

/** An object or array that has not ended, and the current position in it. */
interface Frame {
  pointer: string;
  array: boolean;
  index: number;
}

class Layout {
  readonly #lines: Line[] = [];
  readonly #open: Frame[] = [];
  #line = '';
  #pointer = '';

  add(token: string, before: string | undefined, after: string | undefined): void {
    if (token === '{' || token === '[') this.#begin(token, after);
    else if (token === '}' || token === ']') this.#end(token, before);
    else if (token === ',') this.#next();
    else if (token === ':') this.#line += ': ';
    else {
      const frame = this.#open.at(-1);
      if (frame?.array === false && (before === '{' || before === ','))
        this.#pointer = `${frame.pointer}/${segment(token)}`;
      this.#line += token;
    }
  }

  lines(): Line[] {
    return [...this.#lines, { text: this.#line, pointer: this.#pointer }];
  }

  #begin(token: string, after: string | undefined): void {
    this.#line += token;
    if (after === '}' || after === ']') return;
    const frame = { pointer: this.#pointer, array: token === '[', index: 0 };
    this.#break();
    this.#open.push(frame);
    this.#indent();
    this.#pointer = `${frame.pointer}/0`; // until the name, in an object
  }

  #end(token: string, before: string | undefined): void {
    if (before !== '{' && before !== '[') {
      this.#break();
      this.#pointer = (this.#open.pop() as Frame).pointer;
      this.#indent();
    }
    this.#line += token;
  }

  #next(): void {
    this.#line += ',';
    this.#break();
    this.#indent();
    const frame = this.#open.at(-1) as Frame;
    frame.index += 1;
    this.#pointer = `${frame.pointer}/${frame.index}`; // until the name, in an object
  }

  #break(): void {
    this.#lines.push({ text: this.#line, pointer: this.#pointer });
  }

  #indent(): void {
    this.#line = '  '.repeat(this.#open.length);
  }
}

const segment = (key: string): string => String(JSON.parse(key)).replaceAll('~', '~0').replaceAll('/', '~1');
