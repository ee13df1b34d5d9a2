/** Draws how many mutants are found after so many requests, in the order of `specs/economy/profiles.json`. */
import { PROFILES, type Profiles, type Worth } from '../harness/run/economy.ts';
import { markdownTable } from './figures.ts';

const [WIDTH, HEIGHT] = [760, 400];
const EDGE = { left: 64, right: 24, top: 24, bottom: 52 };
const COLOURS = { curve: '#1f5fa8', grid: '#d8d8d8', text: '#333333', profile: '#b23b2e' };

/** The beginning, the points of the curve and the profiles, by requests; what shows no requests is left out. */
export function pointsOf({ curve, profiles }: Profiles): Worth[] {
  const points = [...curve, ...PROFILES.map((name) => profiles[name])].filter(({ requests }) => requests > 0);
  return [{ pairs: 0, requests: 0, jobs: 0, mutants: 0 }, ...points].sort(
    (a, b) => a.requests - b.requests || a.mutants - b.mutants,
  );
}

/** A round number of at least a fifth of the value: 1, 2 or 5 times a power of ten. */
export function stepOf(most: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, most / 5)));
  return [1, 2, 5, 10].map((times) => times * power).find((step) => step * 5 >= most) ?? 10 * power;
}

const share = (mutants: number, all: number): number => (all === 0 ? 0 : (100 * mutants) / all);
const place = (value: number): string => value.toFixed(1).replace(/\.0$/, '');

/** An SVG document: requests to the right, the share of the mutants upwards, and a mark for each profile. */
export function curveSvg(profiles: Profiles): string {
  const points = pointsOf(profiles);
  const step = stepOf(points.at(-1)?.requests ?? 0);
  const most = Math.max(step, Math.ceil((points.at(-1)?.requests ?? 0) / step) * step);
  const x = (requests: number): string => place(EDGE.left + ((WIDTH - EDGE.left - EDGE.right) * requests) / most);
  const y = (percent: number): string =>
    place(HEIGHT - EDGE.bottom - ((HEIGHT - EDGE.top - EDGE.bottom) * percent) / 100);
  const text = (at: string, up: string, words: string, more = ''): string =>
    `<text x="${at}" y="${up}" fill="${COLOURS.text}"${more}>${words}</text>`;
  const line = (x1: string, y1: string, x2: string, y2: string): string =>
    `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${COLOURS.grid}"/>`;
  const ticks = Array.from({ length: Math.round(most / step) + 1 }, (_, i) => i * step);
  const across = [0, 25, 50, 75, 100].flatMap((percent) => [
    line(x(0), y(percent), x(most), y(percent)),
    text(place(EDGE.left - 8), y(percent - 1), `${percent} %`, ' text-anchor="end"'),
  ]);
  const down = ticks.flatMap((requests) => [
    line(x(requests), y(0), x(requests), y(100)),
    text(x(requests), place(HEIGHT - EDGE.bottom + 18), String(requests), ' text-anchor="middle"'),
  ]);
  const path = points.map(({ requests, mutants }) => `${x(requests)},${y(share(mutants, profiles.mutants))}`).join(' ');
  const marks = PROFILES.filter((name) => profiles.profiles[name].requests > 0).flatMap((name) => {
    const { requests, mutants } = profiles.profiles[name];
    const percent = share(mutants, profiles.mutants);
    const anchor = requests > most / 2 ? ' text-anchor="end"' : '';
    return [
      `<circle cx="${x(requests)}" cy="${y(percent)}" r="4" fill="${COLOURS.profile}"/>`,
      text(x(requests), y(percent - 7), name, `${anchor} font-weight="bold"`),
    ];
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    '<title>Share of the mutants that are found after so many requests</title>',
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    ...across,
    ...down,
    `<polyline points="${path}" fill="none" stroke="${COLOURS.curve}" stroke-width="2"/>`,
    ...marks,
    text(place(WIDTH / 2), place(HEIGHT - 12), 'requests', ' text-anchor="middle"'),
    '</svg>',
    '',
  ].join('\n');
}

/** The profiles and the points of the curve, as a Markdown table. */
export function curveTable(profiles: Profiles): string {
  const row = (name: string, { pairs, requests, jobs, mutants }: Worth): string[] => [
    name,
    ...[pairs, requests, jobs, mutants].map(String),
    `${share(mutants, profiles.mutants).toFixed(1)} %`,
  ];
  return markdownTable(
    ['', 'judgements', 'requests', 'jobs', 'mutants', 'of all mutants'],
    [...PROFILES.map((name) => row(name, profiles.profiles[name])), ...profiles.curve.map((point) => row('', point))],
  );
}
