/** A shell script that does again what led to a finding, and says whether the target still shows it. */
import type { Exchange } from '../../../harness/model/exchange.ts';
import type { Finding } from '../../../harness/model/finding.ts';
import type { ReportEntry } from '../../../harness/model/report.ts';
import { shownBy } from '../causes.ts';
import { grouped } from '../grouped.ts';
import { credentialsOf, curlOptions, shellQuote } from '../curl.ts';
import { historyOf } from '../summary.ts';
import { hung, printable } from '../terminal.ts';
import { checkOf, type Page } from './check.ts';
import { Answered, runIdOf, wordsFor } from './text.ts';
import { FUNCTIONS } from './values.ts';
import { headline } from '../headline.ts';

/** The script, or in one sentence why there is none. */
export type Reproduction = { script: string } | { unable: string };

/** Scripts of more requests are of no use to a reader. */
const MOST = 150;
/** How often a read that was repeated is asked again while the failure shows. */
const TRIES = 10;

/** Some requests in a row that asked the same; all but the last answer are of no interest. */
interface Step {
  exchange: Exchange;
  polled: boolean;
}

export function reproduction(entry: ReportEntry, targetUrl: string): Reproduction {
  const finding = entry.findings[0];
  const shown = finding && shownBy(entry, finding);
  if (finding === undefined || shown === undefined) return { unable: 'no single exchange shows what was found' };
  const exchanges = withSetUp(historyOf(entry, finding), entry.exchanges ?? [], shown);
  const runId = runIdOf(exchanges);
  const unable = obstacleOf(exchanges, shown, finding) ?? lacksSetUp(exchanges, shown, runId);
  if (unable !== undefined) return { unable };
  const answered = new Answered();
  const steps = stepsOf(exchanges);
  const lines = steps.flatMap(({ exchange, polled }, index) => {
    const quoted = wordsFor(runId, answered);
    const line = stepLines(exchange, index + 1, polled && exchange !== shown, quoted);
    const written = [...line, ...unlessConflict(exchange, index + 1, line[0] ?? '', quoted)];
    if (exchange !== shown) answered.add(index + 1, exchange.responseBody);
    return written;
  });
  if (shown.status === 409 && lines.at(-1)?.includes('/resourceVersion)') === true)
    return { unable: 'a controller may change the object between its steps, and then the conflict is right' };
  const check = checkOf(finding, shown, pagesUntil(steps), runId, answered);
  if ('unable' in check) return check;
  return { script: scriptOf(entry, finding, targetUrl, exchanges, lines, check.test, steps.at(-1)?.polled === true) };
}

/**
 * The history up to the exchange that shows the finding. Of a property it is the smallest case alone: where that uses an
 * object that was made before it, everything before it counts, since earlier cases have changed the object.
 */
function withSetUp(history: readonly Exchange[], all: readonly Exchange[], shown: Exchange): readonly Exchange[] {
  const own = history.slice(0, history.indexOf(shown) + 1);
  const before = all.slice(0, all.indexOf(shown) + 1);
  const madeEarlier = before.some(
    (create) => create.verb === 'create' && !own.includes(create) && own.some((one) => isOf(one, create)),
  );
  return madeEarlier ? before : own;
}

/** Whether the request names the object that this create made. */
function isOf({ path }: Exchange, create: Exchange): boolean {
  const [collection = '', at = ''] = [create.path, path].map((one) => one.split('?')[0] ?? '');
  return at.startsWith(`${collection}/`) && create.responseBody.includes(`"${at.slice(collection.length + 1)}"`);
}

/** Milliseconds between two requests that a script need not wait for. */
const LONGEST = 30_000;

/** Whether it is about the head of a watch's answer, for which no event is waited. */
const isWatchAnswer = ({ verb }: Exchange, { path }: Finding): boolean => verb === 'watch' && path === 'status';

/** Why a script could not do the same. */
function obstacleOf(exchanges: readonly Exchange[], shown: Exchange, finding: Finding): string | undefined {
  if (exchanges.some(({ verb }) => verb === 'watch') && !isWatchAnswer(shown, finding))
    return 'a watch shows its events when they happen, which a script cannot repeat';
  if (exchanges.some((one, index) => (exchanges[index + 1]?.at ?? 0) - one.at - one.ms > LONGEST))
    return 'it takes more time between its requests than a script should wait';
  if (shown.status === undefined) return 'the request that shows it was not answered';
  if (exchanges.length > MOST) return `it takes ${exchanges.length} requests`;
  if (
    isRace(exchanges) ||
    exchanges.some(
      (one, index) => exchanges[index + 1] !== undefined && one.at + one.ms > (exchanges[index + 1]?.at ?? 0),
    )
  )
    return 'it takes requests that are sent at the same time';
  if (credentialsOf(exchanges).includes(undefined)) return 'it takes credentials that are not kept';
  if (exchanges.some(({ verb, path }) => verb === 'deletecollection' && !/labelSelector=.*r[a-z0-9]{9}/.test(path)))
    return 'it deletes a whole collection, which a script must not do in a namespace that it does not know';
  if (exchanges.some(({ requestHeaders }) => requestHeaders.length === 0)) return 'its requests were not kept whole';
  if (
    exchanges.some(
      ({ requestBody }) => requestBody !== undefined && /\0|more characters were not kept\)$/.test(requestBody),
    )
  )
    return 'a body was not kept whole, or is no text';
  return undefined;
}

/** Whether clients beside each other wrote, and so what came of it may have depended on which was first. */
function isRace(exchanges: readonly Exchange[]): boolean {
  const groups = grouped(
    exchanges.filter(({ together }) => together !== undefined),
    ({ together }) => String(together?.group),
  );
  return [...groups.values()].some(
    (group) =>
      new Set(group.map(({ together }) => together?.client)).size > 1 &&
      group.some(({ method, verb }) => method !== 'GET' && verb !== 'create'),
  );
}

/** Answers that an object need not be there for. */
const OF_NOTHING: readonly number[] = [401, 403, 404, 405];

/** What is seen in the traffic of all judgements was often made by another one. */
function lacksSetUp(exchanges: readonly Exchange[], shown: Exchange, runId: string | undefined): string | undefined {
  if (runId === undefined) return undefined;
  const name = new RegExp(`${runId}-[a-z0-9.-]+`);
  const made = exchanges.filter(({ verb, status }) => verb === 'create' || status === 201);
  const isMade = (object: string): boolean =>
    made.some((one) => [one.path, one.requestBody, one.responseBody].some((text) => text?.includes(object)));
  const ofOthers = exchanges.some(({ verb, path, status = 0 }) => {
    const [object] = name.exec(path.split('?')[0] ?? '') ?? [];
    return verb !== 'create' && object !== undefined && !OF_NOTHING.includes(status) && !isMade(object);
  });
  const listed = shown.verb === 'list' || shown.verb === 'deletecollection' ? shown.responseBody : '';
  const inIt = listed.match(new RegExp(`"name"\\s*:\\s*"${name.source}"`, 'g')) ?? [];
  // A name is taken by what another judgement made.
  const [asked] = name.exec(shown.verb === 'create' ? (shown.requestBody ?? '') : '') ?? [];
  const isTakenByOthers =
    asked !== undefined &&
    shown.responseBody.includes('"AlreadyExists"') &&
    !exchanges.some((one) => one !== shown && one.requestBody?.includes(asked) === true);
  return ofOthers || isTakenByOthers || inIt.some((one) => !isMade(name.exec(one)?.[0] ?? ''))
    ? 'another judgement made what it is about, with requests that are not among its evidence'
    : undefined;
}

function stepsOf(exchanges: readonly Exchange[]): Step[] {
  const steps: Step[] = [];
  for (const exchange of exchanges) {
    const last = steps.at(-1)?.exchange;
    const again =
      last?.method === 'GET' && exchange.method === 'GET' && last.path === exchange.path && last.as === exchange.as;
    if (again) steps.pop();
    steps.push({ exchange, polled: again });
  }
  return steps;
}

/** The numbers and bodies of the last answer, and of the pages of the same list before it. */
function pagesUntil(steps: readonly Step[]): Page[] {
  const pages: Page[] = [];
  const CONTINUE = /[?&]continue=[^&]+/;
  for (let number = steps.length; number > 0; number -= 1) {
    const { path, verb, responseBody } = steps[number - 1]?.exchange ?? { path: '', responseBody: '' };
    const [later] = pages;
    if (later !== undefined && (verb !== 'list' || !isSameList(path, later.path))) break;
    pages.unshift({ step: number, path, body: responseBody });
    if (!CONTINUE.test(path)) break;
  }
  return pages;
}

const isSameList = (one: string, other: string): boolean => {
  const [a = '', b = ''] = [one, other].map((path) =>
    path.replace(/[?&](continue|limit)=[^&]*/g, '').replace('?', '&'),
  );
  return a === b;
};

function stepLines(exchange: Exchange, number: number, polled: boolean, quoted: (text: string) => string): string[] {
  const { requestBody, path } = exchange;
  const words = [
    ...(polled ? ['until_code', String(exchange.status)] : [exchange.verb === 'watch' ? 'head_of' : 'step']),
    String(number),
    ...curlOptions(exchange, quoted),
    ...(requestBody === undefined ? [] : ['--data-raw', quoted(requestBody)]),
    `"$TARGET"${quoted(path)}`,
  ];
  const [collection = ''] = path.split('?');
  return [words.join(' '), ...(exchange.verb === 'create' ? [`own ${number} ${quoted(collection)}`] : [])];
}

const CONFLICTS = 10;

/**
 * A controller may change the object between the read whose version a write repeats and the write: then both are sent
 * again, where that write had succeeded.
 */
function unlessConflict(exchange: Exchange, number: number, line: string, quoted: (text: string) => string): string[] {
  const [, read] = /\$\(value (\d+) \/metadata\/resourceVersion\)/.exec(line) ?? [];
  const { status = 0, path, requestHeaders } = exchange;
  if (read === undefined || status >= 300 || !['replace', 'patch', 'delete'].includes(exchange.verb ?? '')) return [];
  const fresh: Exchange = {
    ...exchange,
    ...{ method: 'GET', verb: 'read', path: path.split('?')[0] ?? '', requestBody: undefined },
    requestHeaders: requestHeaders.filter(([name]) => name.toLowerCase() !== 'content-type'),
  };
  const [again = ''] = stepLines(fresh, Number(read), false, quoted);
  return [
    `tries=${CONFLICTS}; while conflicts ${number} && [ $tries -gt 0 ]; do tries=$((tries - 1)); ${again}; ${line}; done`,
  ];
}

function scriptOf(
  entry: ReportEntry,
  finding: Finding,
  targetUrl: string,
  exchanges: readonly Exchange[],
  lines: readonly string[],
  test: string,
  polled: boolean,
): string {
  const variables = credentialsOf(exchanges).flatMap((name) => (name === undefined ? [] : [name]));
  const last = lines.findLastIndex((line) => /^(step|head_of) /.test(line));
  const again = lines.slice(last).join('\n');
  const authorized = variables.includes('TOKEN') ? ' -H "Authorization: Bearer $TOKEN"' : '';
  return `#!/bin/sh
# ${entry.id} (${entry.kind}): ${printable(headline(finding))}
# Ends with 1 when the target still shows this, with 0 when it does not, and with 2 when it could not be asked.
set -u
LC_ALL=C; export LC_ALL
TARGET=\${TARGET:-${shellQuote(targetUrl.replace(/\/+$/, ''))}}
${variables
  .map(
    (name) =>
      `: "\${${name}:?is needed: the token of the ${
        name === 'TOKEN'
          ? 'full'
          : name
              .toLowerCase()
              .replace(/_token$/, '')
              .replace('_', '-')
      } identity}"\n`,
  )
  .join('')}run=r$(od -An -N5 -tx1 /dev/urandom | tr -d ' \\n' | cut -c 1-9)
dir=$(mktemp -d) || exit 2
made=
${FUNCTIONS}
clean() {
  for path in $made; do
    curl -sS -o /dev/null -X DELETE${authorized} "$TARGET$path"
    curl -sS -o /dev/null -X PATCH${authorized} -H 'Content-Type: application/merge-patch+json' --data-raw '{"metadata":{"finalizers":null}}' "$TARGET$path"
  done
  rm -rf "$dir"
}
trap clean EXIT
trap 'exit 2' HUP INT TERM

${lines.slice(0, last).join('\n')}
${again}

shows() {
${test}
}
left=${polled ? TRIES : 1}
while shows; do
  left=$((left - 1))
  if [ $left -eq 0 ]; then echo ${shellQuote(hung('', `the same: ${printable(headline(finding))}`).join('\n'))}; exit 1; fi
  sleep 1
  ${again.split('\n').join('\n  ')}
done
echo 'not the same: the target does not show this'
`;
}
