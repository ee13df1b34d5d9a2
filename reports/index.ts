/** The public functions of the reports. */
export { consoleReporter } from './formats/console.ts';
export type { ConsoleReporter } from './formats/console.ts';
export { loadReport } from './load.ts';
export { writeReports, writeWhole } from './write.ts';
