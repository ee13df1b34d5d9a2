/** Requests of several clients at once, as intervals of time. */
import { isObject, parseJson } from '../../contract/json.ts';
import type { Json } from '../../contract/json.ts';
import type { Exchange } from '../../harness/model/exchange.ts';
import type { Finding } from '../../harness/model/finding.ts';
import type { ReportEntry } from '../../harness/model/report.ts';
import { grouped } from './grouped.ts';

export interface Interval {
  seq: number;
  /** `PATCH v3`: the method, and what was sent at the place that the finding is about. */
  asked: string;
  /** `200 v2`: the code, and what came back there. */
  told: string;
  /** Milliseconds since the first of them began; `end` is later than `start`. */
  start: number;
  end: number;
  /** Whether the finding is about this request. */
  marked: boolean;
}

export interface Timeline {
  /** By client; where the report does not say which client sent what, in as few rows as there were requests at once. */
  rows: { name: string; intervals: Interval[] }[];
  ms: number;
}

/** A request is drawn as long as this where the clock saw no time. */
const LEAST = 0.5;
/** Number of requests that are drawn. */
const MOST = 80;

/**
 * The requests that were under way with the one that shows the finding, or, where that one was alone, those that clients
 * sent at once before it; undefined where there are none.
 */
export function timelineOf({ exchanges = [] }: ReportEntry, finding: Finding): Timeline | undefined {
  const shown = exchanges.find(({ seq }) => seq === finding.exchange);
  const until = exchanges.filter(({ seq }) => shown === undefined || seq <= shown.seq);
  const group = (shown?.together ?? until.findLast(({ together }) => together !== undefined)?.together)?.group;
  const at =
    group === undefined ? overlapping(exchanges, shown) : exchanges.filter((one) => one.together?.group === group);
  const drawn = around(at, shown);
  const lanes = group === undefined ? packed(drawn) : byClient(drawn);
  if (lanes.length < 2) return undefined;
  const from = Math.min(...drawn.map((one) => one.at));
  const rows = lanes.map(({ name, of }) => ({ name, intervals: intervals(of, from, finding) }));
  return { rows, ms: Math.max(...rows.flatMap((row) => row.intervals.map(({ end }) => end))) };
}

/** At most so many, those nearest to the one that shows the finding. */
function around(exchanges: readonly Exchange[], shown: Exchange | undefined): Exchange[] {
  const index = shown === undefined ? -1 : exchanges.indexOf(shown);
  const from = Math.min(Math.max(0, index - MOST / 2), Math.max(0, exchanges.length - MOST));
  return exchanges.slice(from, from + MOST);
}

interface Lane {
  name: string;
  of: Exchange[];
}

const byClient = (exchanges: readonly Exchange[]): Lane[] =>
  [...grouped(exchanges, ({ together }) => String(together?.client))]
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([client, of]) => ({ name: `client ${client}`, of }));

const endOf = ({ at, ms }: Exchange): number => at + ms;

/**
 * The requests that overlap the one in time, or one of those that do. What began in the millisecond in which another
 * ended may well have followed it. A watch, which lasts, does not count.
 */
function overlapping(exchanges: readonly Exchange[], shown: Exchange | undefined): Exchange[] {
  if (shown === undefined || shown.verb === 'watch') return [];
  let [from, to] = [shown.at, endOf(shown)];
  const others = exchanges.filter(({ verb }) => verb !== 'watch');
  for (;;) {
    const found = others.filter((one) => one === shown || (one.at < to && endOf(one) > from));
    const [first, last] = [Math.min(...found.map(({ at }) => at)), Math.max(...found.map(endOf))];
    if (first >= from && last <= to) return found;
    [from, to] = [first, last];
  }
}

function packed(exchanges: readonly Exchange[]): Lane[] {
  const lanes: Exchange[][] = [];
  for (const one of exchanges) {
    const free = lanes.find((lane) => lane.every((other) => endOf(other) <= one.at));
    if (free === undefined) lanes.push([one]);
    else free.push(one);
  }
  return lanes.map((of, index) => ({ name: `at once ${index + 1}`, of }));
}

function intervals(exchanges: readonly Exchange[], from: number, finding: Finding): Interval[] {
  let before = 0;
  return exchanges.map((one) => {
    const start = Math.max(one.at - from, before);
    const end = Math.max(one.at + one.ms - from, start + LEAST);
    before = end;
    return {
      seq: one.seq,
      asked: [one.method, valueAt(one.requestBody, finding.path)].filter(Boolean).join(' '),
      told: [one.status ?? one.error ?? 'no answer', valueAt(one.responseBody, finding.path)].filter(Boolean).join(' '),
      start,
      end,
      marked: one.seq === finding.exchange,
    };
  });
}

/** Number of characters of a value. */
const VALUE = 24;

/** The scalar at a JSON pointer in an object, or in the only item of a list. */
function valueAt(body: string | undefined, path: string | undefined): string {
  if (body === undefined || path?.startsWith('/') !== true) return '';
  const whole = parseJson(body);
  const items = isObject(whole) ? whole['items'] : undefined;
  let at: Json | undefined = Array.isArray(items) ? items[0] : whole;
  for (const key of path.slice(1).split('/'))
    at = isObject(at) ? at[key.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined;
  return at === undefined || typeof at === 'object' ? '' : String(at).slice(0, VALUE);
}
