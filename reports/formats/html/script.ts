/**
 * The only script of the page: filters, puts in place what is shown on demand, keeps its state in the address, copies.
 * Markup comes from the page's own data, in which the texts of a target are escaped.
 */
export const SCRIPT = `
'use strict';
const STEP = 20;
/** Number of characters that are opened for paper. */
const PRINTED = 200000;
const { items, parts, scripts, functions, place } = JSON.parse(document.getElementById('data').textContent);
const form = document.getElementById('filter');
const FIELDS = ['verdict', 'kind', 'area', 'layer', 'text'];
const FACETS = ['kind', 'verdict', 'area', 'layer'];
const lists = [...document.querySelectorAll('[data-list]')].map((element) => ({
  element,
  into: element.querySelector('[data-items]'),
  more: element.querySelector('[data-more]'),
  items: items[element.dataset.list],
  shown: element.querySelector('[data-items]').children.length,
}));
const fragment = (html) => { const template = document.createElement('template'); template.innerHTML = html; return template.content; };
const markup = (key) => parts[key] ?? '';
const words = new Map();
function textOf(key) {
  if (!words.has(key)) words.set(key, fragment(markup(key)).textContent.toLowerCase());
  return words.get(key);
}
let open = '';
let printing = false;
const holds = (item, id) => item.key === id || (item.holds ?? []).includes(id);
function fits(item, wanted, searched) {
  const facets = item.facets.some((one) => { const values = one.split('|'); return FACETS.every((name, index) => wanted[name] === '' || wanted[name] === values[index]); });
  return facets && searched.every((word) => textOf(item.key).includes(word));
}
const isTable = (list) => list.element.tagName === 'DETAILS';
function fill(list, count) {
  const next = list.fitting.slice(list.shown, list.shown + count);
  list.into.append(...next.map(({ key }) => fragment(markup(key))));
  list.shown += next.length;
  const left = list.fitting.length - list.shown;
  list.more.hidden = left === 0;
  list.more.firstChild.textContent = 'Show ' + Math.min(left, STEP) + ' more of ' + left;
  prepare(list.into);
}
function apply() {
  const wanted = Object.fromEntries(FIELDS.map((name) => [name, form.elements[name].value.trim()]));
  const searched = wanted.text.toLowerCase().split(/\\s+/).filter(Boolean);
  const filtered = FIELDS.some((name) => wanted[name] !== '');
  let rows = 0, of = 0;
  for (const list of lists) {
    const fitting = filtered ? list.items.filter((item) => fits(item, wanted, searched)) : list.items;
    const same = list.fitting !== undefined && fitting.length === list.fitting.length && fitting.every((item, index) => item === list.fitting[index]);
    const first = list.fitting === undefined && !filtered;
    list.fitting = fitting;
    list.element.hidden = fitting.length === 0;
    if (isTable(list)) {
      rows += fitting.length;
      of += list.items.length;
      list.element.querySelector('.count').textContent = filtered ? fitting.length + ' of ' + list.items.length : list.items.length;
    }
    if (same) continue;
    if (!first) { list.into.replaceChildren(); list.shown = 0; }
    const due = isTable(list) ? (list.element.open ? STEP * 5 : 0) : STEP;
    fill(list, Math.max(0, due - list.shown));
  }
  form.querySelector('output').textContent = filtered ? rows + ' of ' + of + ' requirements' : '';
}
function remember() {
  const state = new URLSearchParams();
  for (const name of FIELDS) if (form.elements[name].value !== '') state.set(name, form.elements[name].value);
  if (open !== '') state.set('open', open);
  history.replaceState(null, '', '#' + state.toString().replaceAll('%2F', '/').replaceAll('%40', '@'));
}
/** The element of a judgement or a card; puts it in place when it is not there yet. */
function reveal(id) {
  for (const list of lists) {
    const index = list.fitting.findIndex((item) => holds(item, id));
    if (index === -1) continue;
    if (index >= list.shown) fill(list, index + 1 - list.shown);
    const card = document.getElementById(list.fitting[index].key);
    if (!card) continue;
    if (card.tagName === 'DETAILS') { card.open = true; load(card); }
    const inside = [...card.querySelectorAll('[data-later]')].find((element) => element.dataset.later === id);
    for (let at = inside; at && at !== card; at = at.parentElement) if (at.tagName === 'DETAILS') { at.open = true; load(at); }
    return inside ?? card;
  }
}
function restore() {
  const hash = decodeURIComponent(location.hash.slice(1));
  if (!/^(verdict|kind|area|layer|text|open)=/.test(hash)) {
    if (/^failure-/.test(hash)) reveal(hash)?.focus();
    return;
  }
  const state = new URLSearchParams(location.hash.slice(1));
  for (const name of FIELDS) form.elements[name].value = state.get(name) ?? '';
  open = state.get('open') ?? '';
  apply();
  const first = lists.find(({ element, fitting }) => element.tagName === 'SECTION' && fitting.length > 0);
  const verdict = state.get('verdict');
  const target = open !== '' ? reveal(open) : document.getElementById(verdict === 'fail' ? 'failures' : verdict ?? '') ?? first?.element ?? document.getElementById('requirements');
  if (open === '' && state.get('area') !== null) { const area = document.getElementById('area-' + state.get('area')); if (area) area.open = true; }
  target?.scrollIntoView();
}
function load(details) {
  const key = details.dataset.later;
  if (key === undefined || details.dataset.loaded) return;
  details.dataset.loaded = 'yes';
  const missing = '<p class="note">This evidence is in report.json.</p>';
  details.append(fragment(parts[key] ?? missing));
  prepare(details);
}
function prepare(element) { for (const button of element.querySelectorAll('.copy, .save')) button.hidden = false; }
document.addEventListener('toggle', (event) => {
  const details = event.target;
  if (!(details instanceof HTMLDetailsElement)) return;
  const list = lists.find(({ element }) => element === details);
  if (details.open && list && list.shown === 0) fill(list, STEP * 5);
  if (details.open) load(details);
  const card = details.closest('.failure, .reason');
  if (card && details.dataset.later && !printing) {
    const id = details === card ? card.id : details.dataset.later;
    if (details.open) open = id;
    else if (open === id) open = '';
    else return;
    remember();
  }
}, true);
form.hidden = false;
form.addEventListener('input', () => { open = ''; apply(); remember(); });
form.addEventListener('submit', (event) => event.preventDefault());
form.addEventListener('reset', () => setTimeout(() => { open = ''; apply(); remember(); }));
document.addEventListener('click', async (event) => {
  const more = event.target.closest('[data-more] button');
  const list = more && lists.find(({ element }) => element === more.closest('[data-list]'));
  if (list) { const from = list.shown; fill(list, STEP); list.into.children[from]?.focus?.(); }
  const save = event.target.closest('.save');
  if (save) download(save.dataset.script.replace(/[^\\w.-]+/g, '-') + '.sh', scripts[save.dataset.script].replace(place, () => functions));
  const button = event.target.closest('.copy');
  if (!button) return;
  const source = button.previousElementSibling;
  getSelection().selectAllChildren(source);
  const copied = await navigator.clipboard?.writeText(source.textContent).then(() => true, () => false);
  button.textContent = copied ? 'Copied' : 'Selected';
  setTimeout(() => { button.textContent = 'Copy'; }, 1500);
});
function download(name, text) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/x-shellscript' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
const opened = [];
/** Paper cannot be opened: what is closed is opened, the outer before the inner, as far as there is room. */
function unfold(room) {
  const closed = [...document.querySelectorAll('details:not([open])')].filter((details) => details.parentElement.closest('details:not([open])') === null && !opened.includes(details));
  for (const details of closed) {
    load(details);
    const list = lists.find(({ element }) => element === details);
    if (list && list.shown === 0) fill(list, STEP * 5);
    const shown = details.cloneNode(true);
    for (const inner of shown.querySelectorAll('details:not([open])')) inner.remove();
    room -= shown.textContent.length;
    if (room < 0) return;
    details.open = true;
    opened.push(details);
  }
  if (closed.length > 0) unfold(room);
}
addEventListener('beforeprint', () => { printing = true; unfold(PRINTED); });
addEventListener('afterprint', () => { for (const details of opened.splice(0)) details.open = false; setTimeout(() => { printing = false; }); });
addEventListener('hashchange', restore);
apply();
prepare(document);
restore();
`;
