import { door } from '../harness/door.ts';
import { REQUIREMENTS } from './index.ts';

door(REQUIREMENTS);
