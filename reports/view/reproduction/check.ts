/** The part of a script that says whether the last answer shows the same failure. */
import type { Exchange } from '../../../harness/model/exchange.ts';
import type { Finding } from '../../../harness/model/finding.ts';
import { shellQuote } from '../curl.ts';
import { linesAt, VOLATILE } from './values.ts';
import type { Answered } from './text.ts';

/** Commands of the shell that succeed when it does; or why there are none. */
export type Check = { test: string } | { unable: string };

/** A value that a server makes anew: a uid, a version, a time. */
const MADE_ANEW = /^"?(\d+|[0-9a-f]{8}-[0-9a-f-]{27}|\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-][\d:]+))"?$/i;
const volatile = new RegExp(VOLATILE);

/** An answer that the check looks at. */
export interface Page {
  step: number;
  path: string;
  body: string;
}

/** @param pages the answer that shows the finding, after the pages of a list before it */
export function checkOf(
  { path = '', received, expected }: Finding,
  { status = 0, responseBody, responseHeaders }: Exchange,
  pages: readonly Page[],
  runId: string | undefined,
  answered: Answered,
): Check {
  const step = pages.at(-1)?.step ?? 0;
  const code = `  [ "$(cat "$dir/${step}.status")" = ${status} ]`;
  if (path === 'status') return { test: code };
  if (path.startsWith('header:')) {
    const name = path.slice('header:'.length).toLowerCase();
    const values = responseHeaders.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value);
    return { test: sameText(`header ${step} ${shellQuote(name)} | plain`, plain(values.join('\n'), runId)) };
  }
  if (path !== '' && !path.startsWith('/')) return { unable: `a script cannot look at ${path}` };
  const own = runId !== undefined && /^(\/items)?$/.test(path) && /"items"\s*:\s*\[/.test(responseBody);
  if (own) {
    const names = pages.flatMap(({ body }) => ownNames(body, runId)).sort();
    const all = `{ ${pages.map((page) => OWN_NAMES(page.step)).join('; ')}; } | plain | grep RUN | sort`;
    return { test: `${code} && ${sameText(all, names.join('\n')).trim()}` };
  }
  const lines = linesAt(responseBody, path);
  if (path !== '' && volatile.test(path)) return ofVolatile(path, lines, { received, expected }, step, answered, runId);
  const kept = lines.filter((line) => !volatile.test(line.split('\t')[0] ?? ''));
  const seen = `values ${step} ${shellQuote(path)} | ${CONSTANT} | plain`;
  const same = sameText(seen, plain(kept.join('\n'), runId));
  // What is not there at all would not be there in a refusal either.
  return { test: `${code} && ${same.trim()}` };
}

/** awk and not grep: no line at all is no failure. */
const CONSTANT = `awk -F '\\t' '$1 !~ "${VOLATILE}"'`;

const OWN_NAMES = (step: number): string =>
  `values ${step} /items | awk -F '\\t' '$1 ~ "^/items/[0-9]+/metadata/name$" { print $2 }'`;

const ownNames = (body: string, runId: string): string[] =>
  linesAt(body, '/items')
    .map((line) => line.split('\t'))
    .flatMap(([pointer = '', token = '']) =>
      /^\/items\/\d+\/metadata\/name$/.test(pointer) && token.includes(runId) ? [plain(token, runId)] : [],
    );

/** A member that the server makes: missing, like that of an earlier answer, or unlike it. */
function ofVolatile(
  path: string,
  lines: readonly string[],
  { expected }: Pick<Finding, 'received' | 'expected'>,
  step: number,
  answered: Answered,
  runId: string | undefined,
): Check {
  const seen = `values ${step} ${shellQuote(path)}`;
  const token =
    lines.length === 1 && lines[0]?.startsWith(`${path}\t`) === true ? lines[0].slice(path.length + 1) : undefined;
  const member = path.slice(path.lastIndexOf('/') + 1);
  const bare = (text: string): string => text.trim().replace(/^"|"$/g, '');
  if (token === undefined || !MADE_ANEW.test(token))
    return { test: sameText(`${seen} | plain`, plain(lines.join('\n'), runId)) };
  const before = answered.find(member, bare(token));
  const now = `"$(value ${step} ${shellQuote(path)})"`;
  if (before !== undefined) return { test: `  [ ${now} = "$(value ${before.step} ${shellQuote(before.pointer)})" ]` };
  const wanted = answered.find(member, bare(expected));
  if (wanted !== undefined) return { test: `  [ ${now} != "$(value ${wanted.step} ${shellQuote(wanted.pointer)})" ]` };
  return { unable: `the value at ${path} is another one in each run` };
}

const plain = (text: string, runId: string | undefined): string =>
  runId === undefined ? text : text.replaceAll(runId, 'RUN');

const sameText = (command: string, text: string): string => `  [ "$(${command})" = ${shellQuote(text)} ]`;
