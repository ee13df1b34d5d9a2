/** Arbitraries derived from the contract: the values for a kind follow from its entry and the tables. */
export { defectiveManifests } from './invalid/defective.ts';
export { histories } from './histories.ts';
export type { Command } from './histories.ts';
export { immutablePaths, together, withAll } from './changes/immutable.ts';
export type { ForbiddenChange } from './changes/immutable.ts';
export { manifests, smallManifests } from './jobs/manifests.ts';
export { jsonValues, mergePatches, mergePatchesFor } from './changes/patches.ts';
export { fieldSelectors, labelSelectors } from './selectors.ts';
export type { LabelSelector, Labels } from './selectors.ts';
