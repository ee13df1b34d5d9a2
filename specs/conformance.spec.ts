import { registerTests } from '../harness/run/vitest-runner.ts';
import { tellAllure } from '../reports/formats/allure-test.ts';
import { suiteOf } from './suite.ts';

registerTests(suiteOf, tellAllure);
