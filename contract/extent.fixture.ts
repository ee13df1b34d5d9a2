/** Whether all is tested that `npm run test:whole` tests, as CI does; `npm test` takes a sample of it. */
export const WHOLE = process.env['EXTENT'] === 'whole';
