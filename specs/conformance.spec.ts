import { door } from '../harness/run/vitest-runner.ts';
import { REQUIREMENTS } from './index.ts';

door(REQUIREMENTS);
