import type { Report } from '../../harness/model/report.ts';

const COLORS = { brightgreen: '#4c1', red: '#e05d44', lightgrey: '#9f9f9f' } as const;

interface Badge {
  label: string;
  message: string;
  color: keyof typeof COLORS;
}

/** Conformance is a word for whole runs: of a part, the badge says how much was seen. */
function badgeOf({ conformant, summary, scope, results }: Report): Badge {
  const label = 'CCI job API';
  const failed = results.filter(({ verdict, level }) => verdict === 'fail' && level === 'MUST').length;
  if (failed > 0) return { label, message: `not conformant: ${failed} failed`, color: 'red' };
  if (conformant) return { label, message: 'conformant', color: 'brightgreen' };
  return { label, message: `${scope.extent}: ${summary.total.pass} passed`, color: 'lightgrey' };
}

/** For the endpoint badge of shields. */
export const asShields = (report: Report): string => `${JSON.stringify({ schemaVersion: 1, ...badgeOf(report) })}\n`;

export function asBadge(report: Report): string {
  const { label, message, color } = badgeOf(report);
  const width = (text: string): number => 10 + Math.round(text.length * 6.6);
  const [left, right] = [width(label), width(message)];
  const text = (words: string, x: number): string => `<text x="${x}" y="14">${words}</text>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="20" role="img" aria-label="${label}: ${message}">
<title>${label}: ${message}</title>
<rect width="${left}" height="20" fill="#555"/><rect x="${left}" width="${right}" height="20" fill="${COLORS[color]}"/>
<g fill="#fff" text-anchor="middle" font-family="Verdana,Geneva,sans-serif" font-size="11">${text(label, left / 2)}${text(message, left + right / 2)}</g>
</svg>
`;
}
