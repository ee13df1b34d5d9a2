/** The events of a recorded watch, beside those that a finding expects. */
import { diffArrays } from 'diff';
import { isObject, parseJson } from '../../contract/json.ts';
import type { Json } from '../../contract/json.ts';
import { succeeds } from '../../contract/operations.ts';
import type { Exchange } from '../../harness/model/exchange.ts';
import type { Finding } from '../../harness/model/finding.ts';
import type { ReportEntry } from '../../harness/model/report.ts';
import { shownBy } from './causes.ts';

/** An event as a finding names it: its type, and perhaps the object and its resourceVersion. */
interface Named {
  type: string;
  name?: string | undefined;
  version?: string | undefined;
}

export interface EventRow extends Named {
  /** Its line in the stream, from 1; undefined of an event that is missing. */
  line?: number;
  /** Whether the judgement made or named the object. */
  own: boolean;
  mark: 'expected' | 'missing' | 'not expected' | '';
}

export interface Events {
  rows: EventRow[];
  /** Whether the marks say what the finding does. */
  complete: boolean;
}

/** The events of the watch that shows a finding; undefined where no watch shows it. */
export function eventsOf(entry: ReportEntry, finding: Finding): Events | undefined {
  const shown = shownBy(entry, finding);
  if (shown?.verb !== 'watch' || !succeeds('watch', shown.status ?? 0)) return undefined;
  const owned = namesIn(entry.exchanges ?? []);
  const rows = shown.responseBody.split('\n').flatMap((line, index) => rowOf(line, index + 1, owned));
  const [expected, received] = [namedIn(finding.expected), namedIn(finding.received)];
  if (expected === undefined) return rows.length === 0 ? undefined : { rows, complete: false };
  const marked = aligned(rows, expected, received);
  return { rows: marked, complete: marked.some(({ mark }) => mark === 'missing' || mark === 'not expected') };
}

function rowOf(line: string, number: number, owned: ReadonlySet<string>): EventRow[] {
  if (line.trim() === '') return [];
  const event = parseJson(line);
  if (!isObject(event)) return [{ type: 'no event', line: number, own: false, mark: '' }];
  const metadata = member(event['object'], 'metadata');
  const [name, version] = [textOf(member(metadata, 'name')), textOf(member(metadata, 'resourceVersion'))];
  return [
    {
      type: textOf(event['type']) ?? 'no type',
      name,
      version,
      line: number,
      own: name !== undefined && owned.has(name),
      mark: '',
    },
  ];
}

const member = (value: Json | undefined, key: string): Json | undefined => (isObject(value) ? value[key] : undefined);
const textOf = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined);

/** The names of the objects that were created, and of those that requests were about. */
function namesIn(exchanges: readonly Exchange[]): Set<string> {
  return new Set(
    exchanges.flatMap(({ path, verb, responseBody }) => {
      const created =
        verb === 'create' ? textOf(member(member(parseJson(responseBody), 'metadata'), 'name')) : undefined;
      const [, named] = /\/namespaces\/[^/]+\/[^/]+\/([^/?]+)/.exec(path) ?? [];
      return [created, named].filter((name) => name !== undefined);
    }),
  );
}

const EVENT = /^(ADDED|MODIFIED|DELETED|BOOKMARK|ERROR)(?: (\S+) at (no version|\S+))?$/;
const NONE = new Set(['no event', 'no such event']);

/** `ADDED, MODIFIED`, or `ADDED NAME at VERSION, ...`, as requirements write them; undefined for any other text. */
function namedIn(text: string): Named[] | undefined {
  const plain = text.replace(/ \(and the stream had ended.*\)$/, '');
  if (NONE.has(plain)) return [];
  const events = plain.split(', ').map((part): Named | undefined => {
    const [, type, name, version] = EVENT.exec(part) ?? [];
    return type === undefined ? undefined : { type, name, version: version === 'no version' ? undefined : version };
  });
  return events.every((event) => event !== undefined) ? events : undefined;
}

/** Whether it may be the one that is named: what is not said may be anything. */
const fits = (named: Named, row: Named): boolean =>
  named.type === row.type && (named.name === undefined || (named.name === row.name && named.version === row.version));

/**
 * Marks those that the finding is about (without any, those of own objects) as expected or not, and puts the missing ones
 * in their places. Where types alone are expected, further MODIFIED are legal: controllers write at any time.
 */
function aligned(
  rows: readonly EventRow[],
  expected: readonly Named[],
  received: readonly Named[] | undefined,
): EventRow[] {
  const about = rows.filter((row) => (received === undefined ? row.own : received.some((one) => fits(one, row))));
  const changes = diffArrays<Named>([...expected], about, { comparator: fits, oneChangePerToken: true });
  const typed = expected.length > 0 && expected.every(({ name }) => name === undefined);
  const result = [...rows];
  let [wanted, seen, at] = [0, 0, about[0] === undefined ? rows.length : rows.indexOf(about[0])];
  for (const { added, removed } of changes) {
    const named = added ? undefined : expected[wanted++];
    const row = removed ? undefined : about[seen++];
    if (row === undefined) {
      if (named !== undefined) result.splice(at++, 0, { ...named, own: true, mark: 'missing' });
      continue;
    }
    at = result.indexOf(row);
    const legal = typed && row.type === 'MODIFIED';
    result[at++] = { ...row, mark: added ? (legal ? '' : 'not expected') : 'expected' };
  }
  return result;
}
