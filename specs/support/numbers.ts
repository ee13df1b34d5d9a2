/** How the numbers of a JSON text are spelled, which JSON.parse does not tell. */
import { segment } from '../../contract/pointer.ts';

/** A number of a JSON text, as it is spelled there, with its JSON pointer. */
export interface Spelled {
  path: string;
  text: string;
}

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s"{}[\],:]+/gs;
const NUMBER = /^-?\d/;

/** All numbers of a text that is JSON. */
export function numbersIn(json: string): Spelled[] {
  const found: Spelled[] = [];
  /** The members on the way to the place that is read: keys of objects, and indices of arrays. */
  const place: (string | number)[] = [];
  let wantsKey = false;
  for (const [token] of json.matchAll(TOKEN)) {
    const last = place.at(-1);
    if (token === '{' || token === '[') place.push(token === '{' ? '' : 0);
    else if (token === '}' || token === ']') place.pop();
    else if (token === ',' && typeof last === 'number') place[place.length - 1] = last + 1;
    else if (wantsKey && token.startsWith('"')) place[place.length - 1] = String(JSON.parse(token));
    else if (NUMBER.test(token)) found.push({ path: place.map(segment).join(''), text: token });
    wantsKey = token === '{' || (token === ',' && typeof place.at(-1) === 'string');
  }
  return found;
}

/**
 * Whether an object or a list may hold a number with a fraction or an exponent; costs little, and errs on the side of
 * yes. What follows tells it from the tag of an image.
 */
export const mayHaveFractions = (json: string): boolean =>
  /[[:,]\s*-?\d+(?:\.\d+(?:[eE][+-]?\d+)?|[eE][+-]?\d+)\s*[,}\]]/.test(json);
