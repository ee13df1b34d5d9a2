import type { Report } from '../../harness/types.ts';

/** The report as one HTML file. */
export const asHtml = (report: Report): string => `<!doctype html><title>${report.suite.name}</title>`;
