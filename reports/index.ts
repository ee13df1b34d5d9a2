export { consoleReporter } from './console.ts';
export type { ConsoleReporter } from './console.ts';
export { loadReport } from './load.ts';
export { writeReports, writeWhole } from './write.ts';
