/** Allure results of a report: those that allure-vitest writes of the tests, as the whole run has them. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FileSystemWriter, getFrameworkLabel, getLanguageLabel, ReporterRuntime } from 'allure-js-commons/sdk/reporter';
import { getMessageAndTraceFromError } from 'allure-js-commons/sdk';
import { LabelName, Stage, type TestResult } from 'allure-js-commons';
import type { Report, ReportEntry } from '../../harness/model/report.ts';
import { errorOf } from '../../harness/run/test-error.ts';
import { asJudged, CATEGORIES, messagesOf } from './allure-test.ts';

/** The file that vitest runs. */
const SPEC = ['specs', 'conformance.spec.ts'];
/** How the name of a file ends that holds the result of a test. */
const RESULT = '-result.json';

const nameOf = ({ id, kind }: Pick<ReportEntry, 'id' | 'kind'>): string => `${id} (${kind})`;

/**
 * Writes Allure results into `folder`, which is created: one test for each requirement and kind, with its exchanges as
 * steps.
 */
export function writeAllure(report: Report, folder: string): void {
  const runtime = runtimeOf(report, folder);
  for (const entry of report.results) writeEntry(runtime, entry, report);
  runtime.writeCategoriesDefinitions();
}

/** Allure 3 takes categories from its configuration alone: `allure generate FOLDER --config FOLDER/allurerc.json`. */
function writeConfiguration({ suite }: Report, folder: string): void {
  const categories = CATEGORIES.map((category) => ({
    ...category,
    groupByMessage: false,
    groupBy: [{ label: 'suite' }],
  }));
  writeFileSync(join(folder, 'allurerc.json'), `${JSON.stringify({ name: suite.name, categories }, null, 2)}\n`);
}

/**
 * Brings the results that allure-vitest has written to what the whole run has shown: verdicts of invariants, and what
 * follows from another failure. Adds the environment.
 */
export function amendAllure(report: Report, folder: string): void {
  const runtime = runtimeOf(report, folder);
  const begun = Date.parse(report.startedAt);
  const written = new Map<string, { path: string; verdict: string | undefined }>();
  for (const file of readdirSync(folder).filter((name) => name.endsWith(RESULT))) {
    const path = join(folder, file);
    const { name = '', start = 0, labels } = JSON.parse(readFileSync(path, 'utf8')) as TestResult;
    if (start < begun) continue; // of an earlier run into the same folder
    written.set(name, { path, verdict: labels.find((label) => label.name === 'verdict')?.value });
  }
  for (const entry of report.results) {
    const before = written.get(nameOf(entry));
    if (before?.verdict === entry.verdict && entry.causedBy === undefined) continue;
    if (before !== undefined) rmSync(before.path);
    writeEntry(runtime, entry, report);
  }
}

function runtimeOf(report: Report, folder: string): ReporterRuntime {
  const runtime = new ReporterRuntime({
    writer: new FileSystemWriter({ resultsDir: folder }),
    listeners: [{ beforeTestResultWrite: asJudged }],
    environmentInfo: {
      target: report.target.url,
      namespace: report.target.namespace,
      seed: String(report.seed),
      suite: `${report.suite.name} ${report.suite.version}`,
      contract: report.suite.contractDigest,
      scope: report.scope.extent,
    },
    categories: CATEGORIES,
  });
  runtime.writeEnvironmentInfo();
  writeConfiguration(report, folder);
  return runtime;
}

function writeEntry(runtime: ReporterRuntime, entry: ReportEntry, report: Report): void {
  const name = nameOf(entry);
  const { suite, target } = report;
  const uuid = runtime.startTest({
    name,
    fullName: `${suite.name}:${SPEC.join('/')}#${entry.area} ${name}`,
    titlePath: [suite.name, ...SPEC, entry.area],
    start: entry.exchanges?.find(({ earlier }) => earlier !== true)?.at ?? Date.parse(report.startedAt),
    stage: Stage.RUNNING,
    labels: [getFrameworkLabel('vitest'), getLanguageLabel(), { name: LabelName.PARENT_SUITE, value: entry.area }],
  });
  runtime.applyRuntimeMessages(uuid, messagesOf(entry, target.url));
  if (entry.verdict !== 'pass')
    runtime.updateTest(uuid, (result) => {
      result.statusDetails = getMessageAndTraceFromError(errorOf(entry));
    });
  runtime.stopTest(uuid, { duration: entry.ms });
  runtime.writeTest(uuid);
}
