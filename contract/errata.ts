import type { Erratum } from './types.ts';

/**
 * Places where the documents contradict themselves or cannot be tested as written, each with the reading that verdicts
 * are based on. Rows keep the numbers under which they were found.
 */
export const ERRATA: readonly Erratum[] = [
  [
    'The tables of the specs spell a field activeDeadlineSecond, the pages that list what can be updated spell it activeDeadlineSeconds.',
    'The name is activeDeadlineSeconds.',
  ],
  [
    'Table 166 calls the replica map of a PyTorchJob ReplicaSpecs, the examples call it pytorchReplicaSpecs.',
    'The name is pytorchReplicaSpecs.',
  ],
  [
    'The types of the replica maps and of replicaStatuses are given as arrays, while their descriptions and the examples have maps.',
    'They are maps.',
  ],
  [
    'Table 157 has the replica type PS; the examples of TFJob send Ps in the spec and receive PS in the status.',
    'A spec may use either spelling; the keys of the status are PS.',
  ],
  [
    'The tables give v1 or v1alpha2 as the value of apiVersion, the examples put the group in front.',
    'The examples are right: group, slash, version.',
  ],
  [
    'jobMode appears in the examples of MXJob and in no table.',
    'It is a documented field all the same: a string, immutable.',
  ],
  [
    'Table 159 calls a map of the status replicaStatuses; in the examples of MXJob it is mxReplicaStatuses.',
    'For an MXJob mxReplicaStatuses, and the name of the table as well.',
  ],
  [
    'For delete collection, one edition names a Status as the answer; the example and the later edition have the list.',
    'Either is right.',
  ],
  [
    'The guide to patches describes merge patch and strategic merge patch, the pages of the jobs admit merge patch alone.',
    'Merge patch alone.',
  ],
  [
    'Table 10 lets a call fail that assigns uid, selfLink, resourceVersion or creationTimestamp; the examples of replace send all of them, and the status, and succeed.',
    "A replace by what was read succeeds, though the evidence is weak: request and response of the examples have one resourceVersion. On a create the client's values never become the object's.",
  ],
  [
    'The pages of create, replace, delete and delete collection list no 404, 409, 415 or 422; the chapters on status codes, reasons and errors define them for every call.',
    'A refusal has to be in the right class, the 400s; the exact code is a statement of its own, from the general chapters.',
  ],
  [
    'Replace lists 201, and the guide says that a patch may create what is missing.',
    'To create then is allowed and never required.',
  ],
  [
    'Table 78 spells the types of events Added, Modified, Deleted and Error; Kubernetes sends them in upper case.',
    'Case does not count.',
  ],
  [
    'limit may be unsupported by a server; delete collection lists limit, watch and timeoutSeconds too.',
    'Without support everything comes on one page with an empty continue; with support the rules of pages hold.',
  ],
  ['continue is explained where limit is, and is in no table of parameters.', 'It is a query parameter of list.'],
  ['Times are shown with whole seconds and with milliseconds.', 'Both are RFC 3339.'],
  [
    'Amounts of CPU are shown as "1000m", as "2" and as the number 2.',
    'A string or a number; what comes back is the same quantity, perhaps in canonical form.',
  ],
  [
    'restartPolicy is documented on the replica, while the examples of TFJob put it into the pod template.',
    'Both places are right.',
  ],
  [
    'gracePeriodSeconds is described as non-negative, and its range in table 64 is above zero.',
    'Zero is valid and means at once.',
  ],
  ['ObjectMeta requires a name, and generateName is for objects without one.', 'One of the two is required.'],
  [
    'The status of a fresh job is an empty object in the examples, and an optional field in the tables.',
    'It may be absent, empty or filled.',
  ],
  [
    'The reasons of table 77 have no UnsupportedMediaType, the pages admit one patch type alone, and Kubernetes answers others with 415 UnsupportedMediaType.',
    'Any 4xx with any reason; the exact pair is a statement of the conventions.',
  ],
  [
    'The list page has no 400, 403 or 410, the patch page no 404, 415 or 422, though the general chapters define them.',
    'As for row 11.',
  ],
  [
    'dryRun is a query parameter of the delete page and no field of table 64; no delete page mentions a body.',
    "In the query it is the page's, in the body it is the conventions'.",
  ],
  [
    'Table 11 has annotations that are booleans and arrays, while ObjectMeta has a map of strings.',
    'A map of strings.',
  ],
  [
    'The pattern of generateName forbids a hyphen at its end, which is where people put one, and it may be longer than any name.',
    'A hyphen at the end is accepted; a prefix that is too long may be cut or refused; the name that results obeys the rules of names.',
  ],
  [
    'Finalizers can only be taken away once deletion has begun, and no page lists them among the fields that can be updated.',
    'Taking them away then is allowed and completes the deletion; adding one then is refused.',
  ],
  [
    'The delete page forbids a negative gracePeriodSeconds, Kubernetes takes it as 1.',
    'It may be refused or taken as a small grace, and is no reason for a 5xx.',
  ],
  [
    'A name is said to be unique in its namespace, while every resource has a path of its own.',
    'It is unique for its kind in its namespace.',
  ],
  [
    'The page on replacing an MPIJob names the list of PyTorchJobs (table 170) as its body.',
    'The body is an MPIJob (table 171).',
  ],
  [
    'The pages admit merge patch alone, a Kubernetes server applies JSON Patch and apply as well.',
    'By the pages another patch type changes nothing; to apply it is a deviation that a Kubernetes server shows, known by name.',
  ],
  ['Table 78 spells a member Object and calls it a string; on the wire it is object, and a job.', 'The wire is right.'],
  ['The types of limits and requests are given as arrays, descriptions and examples have maps.', 'They are maps.'],
  [
    'Table 64 requires kind and apiVersion of DeleteOptions, and the delete pages send no body.',
    'Without a body a delete is complete; a body has both.',
  ],
  [
    'Some documented fields are called unsupported by the service, or ignored.',
    'A server may refuse, drop or keep them. They are neither demanded nor forbidden, and no manifest that is called valid here has them.',
  ],
  [
    'The documents name RFC 7386, which RFC 7396 has replaced without a change that matters.',
    'RFC 7396; both are named.',
  ],
  [
    'Table 10 has clusterName, initializers and enable, which no Kubernetes server keeps any more.',
    'They are read as row 35 reads the fields that are unsupported.',
  ],
  [
    'Some members that hold several entries are typed as one object: the items of a secret volume (table 24) and the preferences, terms and expressions of affinity (tables 52 to 57).',
    'They are arrays, as their descriptions and Kubernetes have them.',
  ],
  ['optional is a Boolean in table 24 and a String in tables 44, 45, 48 and 49.', 'As row 40 says.'],
  [
    'One thing has two types: optional is a Boolean in table 24 and a String in tables 44, 45, 48 and 49; a divisor is a String in table 43, while the examples show amounts as numbers, too.',
    'A server may take either type or one of them. No verdict depends on it: what both allow is sent, and neither is refused by right.',
  ],
  [
    'Table 20 lists the sources of a volume and does not say that it has one, while Kubernetes refuses two.',
    'Not demanded: a volume with several sources may be accepted or refused.',
  ],
  [
    'Table 158 gives replicas as an Integer with the default 1 and no bound, while the operators from which this API derives demand at least 1.',
    '0 may be accepted or refused. What has to be accepted has 1 or more.',
  ],
  [
    'timeoutSeconds is an upper bound of a watch, and no document promises one any duration.',
    'A stream may end at any time; a client goes on from the last version that it saw.',
  ],
  [
    'Kubernetes answers a body that is no DeleteOptions with 400 from version 1.35 on, and with 500 before.',
    'By the conventions the object stays; that a 500 is no refusal is said by the general chapters alone.',
  ],
  [
    'Tokens of pages expire when the server likes (410), and a page may hold fewer items than its limit, even none.',
    'Neither is a failure. How many pages there may be follows from the objects that are there.',
  ],
].map(([says, reading], i): Erratum => ({ number: i + 1, says: says as string, reading: reading as string }));

/** Throws when no erratum has that number. */
export function erratum(number: number): Erratum {
  const found = ERRATA[number - 1];
  if (found === undefined) throw new Error(`no erratum ${number} in the register`);
  return found;
}
