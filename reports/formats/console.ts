import type { Report } from '../../harness/model/report.ts';
import type { Verdict } from '../../harness/model/result.ts';
import { describeFailures, describeReport, describeUnjudged } from './console-format.ts';
import { counted, duration } from '../view/counted.ts';
import { columnsOf, cut, printable, styles, WIDTH } from '../view/terminal.ts';
import { BY_WEIGHT, VERDICT_NAMES } from '../view/summary.ts';

const CLEAR_LINE = '\r\u001B[2K';
const MILESTONES = 10;
/** The share of the work after which its pace says something about the rest. */
const TELLING = 0.03;
/**
 * Whether to print a line of progress when the output is not a terminal: about 20 lines in a run, so that logs stay
 * short.
 */
export const isMilestone = (done: number, of: number): boolean =>
  done === of || done % Math.ceil(Math.max(of, 1) / MILESTONES) === 0;

export interface ConsoleOptions {
  write: (text: string) => void;
  isTTY: boolean;
  /** Width of the terminal; 80 when unknown. Only commands and URLs are wider than 80 columns. */
  columns?: number;
  /** Whether colours are wanted; they are only used on a terminal. */
  color: boolean;
  /** Whether to tell also what the documents leave open, and which options were seen. */
  verbose?: boolean;
  /** Milliseconds since any moment; default: the system's clock. */
  now?: () => number;
}

export interface ConsoleReporter {
  /** `cost`: of all judgements together, in any unit. */
  start(plan: { planned: number; kinds: readonly string[]; target: string; cost?: number }): void;
  /** `cost`: of this judgement, in the unit of the whole. */
  result(entry: { id: string; kind: string; verdict: Verdict; cost?: number }): void;
  /** Prints the report. `files`: the paths of the report files. */
  end(report: Report, files?: readonly string[]): void;
}

/** Prints the progress of a run, and its report at the end. */
export function consoleReporter(options: ConsoleOptions): ConsoleReporter {
  const { write, isTTY, columns = WIDTH, color, verbose = false, now = () => performance.now() } = options;
  const width = Math.max(40, Math.min(columns, WIDTH));
  const style = styles(isTTY && color);
  const counts = new Map<Verdict, number>();
  const spent = { done: 0, cost: 0 };
  let [planned, cost, begun] = [0, 0, 0];
  let live = false;

  const tally = (): string =>
    BY_WEIGHT.filter((verdict) => counts.has(verdict))
      .map((verdict) => `${counts.get(verdict)} ${VERDICT_NAMES[verdict]}`)
      .join(', ');
  /** For how long it has been judging, and for how long it will at this pace, by what the judgements cost. */
  const time = (): string => {
    const elapsed = now() - begun;
    const share = cost > 0 ? spent.cost / cost : spent.done / planned;
    const left =
      spent.done === planned || share < TELLING ? '' : `, about ${duration((elapsed / share) * (1 - share))} left`;
    return `${duration(elapsed)}${left}`;
  };
  const line = (text: string): void => write(`${text}\n`);
  const endLive = (): void => {
    if (live) write(CLEAR_LINE);
    live = false;
  };

  return {
    start(plan) {
      [planned, cost, begun] = [plan.planned, plan.cost ?? 0, now()];
      line(`Judging ${printable(plan.target)}`);
      line(`${counted(planned, 'judgement')}: ${plan.kinds.join(', ')}`);
    },
    result({ id, kind, verdict, cost: price = 0 }) {
      spent.done += 1;
      spent.cost += price;
      counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
      const state = `${spent.done}/${planned}  ${time()}  ${tally()}`;
      if (isTTY) {
        write(
          `${CLEAR_LINE}${cut(state, width - 1)}${style.dim(aside(`  ${kind} ${id}`, width - 1 - columnsOf(state)))}`,
        );
        live = true;
      } else if (isMilestone(spent.done, planned)) line(cut(state, width));
    },
    end(report, files = []) {
      endLive();
      for (const text of [
        ...describeFailures(report, style, width),
        ...describeUnjudged(report, style, width),
        ...describeReport(report, files, verbose, style, width),
      ])
        line(text);
    },
  };
}

const aside = (text: string, room: number): string => (room > 10 ? cut(text, room) : '');
