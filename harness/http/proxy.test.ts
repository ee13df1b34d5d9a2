import { expect, test } from 'vitest';
import { proxyFor } from './proxy.ts';

const PROXY = 'http://proxy.test:3128/';
const goesDirectly = (target: string, none: string): boolean =>
  proxyFor(new URL(target), { http: PROXY, https: PROXY, none }) === undefined;

test.each([
  ['https://cci.example.com', '*'],
  ['https://cci.example.com', 'cci.example.com'],
  ['https://cci.example.com', 'other.test, example.com'],
  ['https://cci.example.com', '.example.com'],
  ['https://cci.example.com', '*.EXAMPLE.com'],
  ['https://cci.example.com', 'example.com:443'],
  ['https://cci.example.com:8443', 'cci.example.com:8443'],
  ['http://10.1.2.3', '10.0.0.0/8'],
  ['http://10.1.2.3:6443', '10.1.2.3:6443'],
  ['http://127.0.0.1', 'localhost 127.0.0.1'],
  ['http://[::1]:6443', '::1'],
  ['http://[::1]:6443', '[::1]'],
  ['http://[::1]:6443', '[::1]:6443'],
  ['http://[fd00::12]', 'fd00::/8'],
  ['http://[fd00:0:0::12]', 'fd00::12'],
])('%s goes directly by NO_PROXY %s', (target, none) => expect(goesDirectly(target, none)).toBe(true));

test.each([
  ['https://cci.example.com', ''],
  ['https://cci.example.com', 'ample.com'],
  ['https://cci.example.com', 'example.com:8443'],
  ['https://cci.example.com', 'cci.example.com.test'],
  ['https://cci.example.com', '0.0.0.0/0'],
  ['http://10.1.2.3', '11.0.0.0/8'],
  ['http://10.1.2.3', '10.0.0.0/33, 10.0.0.0/x, /8, 10.0.0/8'],
  ['http://110.1.2.3', '10.1.2.3'],
  ['http://[::1]:6443', '[::1]:443'],
  ['http://[::1]', '127.0.0.1, ::2, fd00::/8'],
])('%s goes through the proxy by NO_PROXY %s', (target, none) => expect(goesDirectly(target, none)).toBe(false));
