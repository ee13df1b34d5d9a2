export { asCurl } from './curl.ts';
export { consoleReporter } from './console.ts';
export type { ConsoleOptions, ConsoleReporter } from './console.ts';
export { loadReport, ReportFileError } from './load.ts';
export { writeReports, writeWhole } from './write.ts';
export type { Formats } from './write.ts';
