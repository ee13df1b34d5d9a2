/** The only script of the page: filters and copy buttons. The page can be read without it. */
export const SCRIPT = `
'use strict';
const form = document.getElementById('filter');
const items = [...document.querySelectorAll('[data-entries]')].map((element) => ({
  element,
  entries: element.dataset.entries.split(' ').map((entry) => entry.split('|')),
  text: [...element.querySelectorAll('.claim'), element].map((part) => part.textContent)[0].toLowerCase(),
}));
const groups = [...document.querySelectorAll('[data-group]')];
const FIELDS = ['kind', 'verdict', 'area', 'layer'];
function apply() {
  const wanted = FIELDS.map((name) => form.elements[name].value);
  const words = form.elements.text.value.toLowerCase().split(/\\s+/).filter(Boolean);
  let shown = 0;
  for (const { element, entries, text } of items) {
    const fits = entries.some((entry) => wanted.every((value, index) => value === '' || value === entry[index])) && words.every((word) => text.includes(word));
    element.hidden = !fits;
    if (fits && element.tagName === 'TR') shown += 1;
  }
  for (const group of groups) group.hidden = !group.querySelector('[data-entries]:not([hidden])');
  const filtered = words.length > 0 || wanted.some(Boolean);
  form.querySelector('output').textContent = filtered ? shown + ' of ' + items.filter(({ element }) => element.tagName === 'TR').length + ' requirements' : '';
}
form.hidden = false;
form.addEventListener('input', apply);
form.addEventListener('submit', (event) => event.preventDefault());
form.addEventListener('reset', () => setTimeout(apply));
document.addEventListener('click', async (event) => {
  const cell = event.target.closest('.matrix a[data-kind]');
  if (cell) {
    form.elements.area.value = cell.dataset.area;
    form.elements.kind.value = cell.dataset.kind;
    apply();
  }
  const button = event.target.closest('.copy');
  if (!button) return;
  const source = button.previousElementSibling;
  getSelection().selectAllChildren(source);
  const copied = await navigator.clipboard?.writeText(source.textContent).then(() => true, () => false);
  button.textContent = copied ? 'Copied' : 'Selected';
  setTimeout(() => { button.textContent = 'Copy'; }, 1500);
});
for (const button of document.querySelectorAll('.copy')) button.hidden = false;
`;
