import { INT32, INT64, STRING, STRINGS, STRING_MAP, field, listOfRefs, ref, structure } from './build.ts';

const lists = { errata: [38] };

/** What `affinity` and `tolerations` are made of, both called unsupported by table 19. */
export const SCHEDULING_STRUCTURES = [
  structure(
    51,
    'Affinity',
    field('nodeAffinity', ref('NodeAffinity')),
    field('podAffinity', ref('PodAffinity')),
    field('podAntiAffinity', ref('PodAffinity')),
  ),
  structure(
    52,
    'NodeAffinity',
    field('preferredDuringSchedulingIgnoredDuringExecution', listOfRefs('PreferredSchedulingTerm'), lists),
    field('requiredDuringSchedulingIgnoredDuringExecution', ref('NodeSelector')),
  ),
  structure(
    53,
    'PodAffinity',
    field('preferredDuringSchedulingIgnoredDuringExecution', listOfRefs('WeightedPodAffinityTerm'), lists),
    field('requiredDuringSchedulingIgnoredDuringExecution', listOfRefs('PodAffinityTerm'), lists),
  ),
  structure(54, 'PreferredSchedulingTerm', field('preference', ref('NodeSelectorTerm')), field('weight', INT32)),
  structure(55, 'NodeSelector', field('nodeSelectorTerms', listOfRefs('NodeSelectorTerm'), lists)),
  structure(56, 'NodeSelectorTerm', field('matchExpressions', listOfRefs('NodeSelectorRequirement'), lists)),
  structure(
    57,
    'NodeSelectorRequirement',
    field('key', STRING),
    field('operator', STRING),
    field('values', STRINGS, lists),
  ),
  structure(58, 'WeightedPodAffinityTerm', field('podAffinityTerm', ref('PodAffinityTerm')), field('weight', INT32)),
  structure(
    59,
    'PodAffinityTerm',
    field('labelSelector', ref('LabelSelector')),
    field('namespaces', STRINGS),
    field('topologyKey', STRING),
  ),
  structure(
    60,
    'LabelSelector',
    field('matchExpressions', listOfRefs('LabelSelectorRequirement')),
    field('matchLabels', STRING_MAP),
  ),
  structure(61, 'LabelSelectorRequirement', field('key', STRING), field('operator', STRING), field('values', STRINGS)),
  structure(
    63,
    'Toleration',
    field('effect', STRING),
    field('key', STRING),
    field('operator', STRING),
    field('tolerationSeconds', INT64),
    field('value', STRING),
  ),
];
