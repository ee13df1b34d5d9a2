/** Also those of paper. */
const LIGHT = `--paper: #fcfcfb; --raised: #fff; --sunken: #f3f3f0; --ink: #1d2024; --faint: #5d646d; --line: #dddcd6; --accent: #1f5fbf;
  --pass: #17703f; --fail: #b3202a; --inconclusive: #8a5a00; --harness-error: #7a3fb8; --waived: #2b6a8c; --not-applicable: #6b7077;
  --pass-bg: #e8f4ec; --fail-bg: #fceaea; --inconclusive-bg: #fbf1dc; --harness-error-bg: #f3eafb; --waived-bg: #e6f1f6; --not-applicable-bg: #f0f0ee;`;

/** The only style sheet of the page. The page has no style attributes: its policy refuses them. */
export const STYLE = `
:root { color-scheme: light dark;
  ${LIGHT} }
@media (prefers-color-scheme: dark) { :root {
  --paper: #16181b; --raised: #1d2024; --sunken: #111315; --ink: #e4e5e7; --faint: #9aa2ac; --line: #33383e; --accent: #7fb0ff;
  --pass: #63c68b; --fail: #ff8080; --inconclusive: #e3b04b; --harness-error: #c79bf2; --waived: #7cc0e0; --not-applicable: #9aa2ac;
  --pass-bg: #16291e; --fail-bg: #341a1c; --inconclusive-bg: #30270f; --harness-error-bg: #291d36; --waived-bg: #14272f; --not-applicable-bg: #24272b; } }
* { box-sizing: border-box; }
html { scroll-padding-top: 4.5rem; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
header, main, footer { max-width: 74rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 2.5rem; }
h1 { margin: 0 0 1.25rem; font-size: 1.9rem; line-height: 1.25; letter-spacing: -.01em; text-wrap: balance; }
h1.pass { color: var(--pass); } h1.fail { color: var(--fail); } h1.inconclusive { color: var(--inconclusive); }
h2 { margin: 3rem 0 .9rem; font-size: 1.35rem; } h3 { margin: 0; font-size: 1.08rem; } h4 { margin: 1.2rem 0 .2rem; font-size: 1rem; }
h1, h3 { overflow-wrap: anywhere; }
h5 { margin: 1rem 0 .3rem; font-size: .8rem; color: var(--faint); font-weight: 600; }
a { color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
.skip { position: absolute; left: -99rem; } .skip:focus { left: 1rem; top: .5rem; padding: .3rem .7rem; background: var(--raised); z-index: 9; }
code, pre { font: .86rem/1.5 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
code { overflow-wrap: anywhere; }
pre { margin: .3rem 0; padding: .65rem .8rem; max-height: 62rem; overflow: auto; background: var(--sunken); border: 1px solid var(--line); border-radius: 6px; white-space: pre-wrap; overflow-wrap: anywhere; }
small, .note, .product, dt, cite { color: var(--faint); }
small { font-size: .84rem; } .note { font-size: .88rem; margin: .3rem 0; }
.product { margin: 0 0 .3rem; font-weight: 600; }
.totals { display: flex; flex-wrap: wrap; gap: .3rem 1.6rem; margin: 0; padding: 0; list-style: none; color: var(--faint); }
.totals b { font-size: 1.45rem; font-variant-numeric: tabular-nums; }
.totals .fail b { color: var(--fail); } .totals .pass b { color: var(--pass); } .totals .inconclusive b { color: var(--inconclusive); }
.totals .harness-error b { color: var(--harness-error); } .totals .waived b { color: var(--waived); }
.proportions { display: block; width: 100%; height: .6rem; margin: .6rem 0 1.4rem; border-radius: 4px; }
rect.pass { fill: var(--pass); } rect.fail { fill: var(--fail); } rect.inconclusive { fill: var(--inconclusive); }
rect.harness-error { fill: var(--harness-error); } rect.waived { fill: var(--waived); } rect.not-applicable { fill: var(--not-applicable); }
.facts { margin: 0; } .facts > div { display: grid; grid-template-columns: 8.5rem 1fr; gap: .8rem; padding: .12rem 0; } dd { margin: 0; overflow-wrap: anywhere; min-width: 0; }
.left-behind { margin-top: 1rem; padding: .1rem 1rem; border: 1px solid var(--fail); border-radius: 8px; } .left-behind h2 { margin: .7rem 0 0; font-size: 1.05rem; }
nav ul { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; padding: 0; margin: 1.6rem 0 0; list-style: none; }
form { position: sticky; top: 0; z-index: 5; display: flex; flex-wrap: wrap; gap: .5rem .8rem; align-items: end; margin: 1.2rem -.6rem 0; padding: .6rem; background: var(--paper); border-bottom: 1px solid var(--line); }
form[hidden] { display: none; }
form label { display: grid; font-size: .78rem; color: var(--faint); } form .search { flex: 1 1 12rem; }
input, select, button { font: inherit; font-size: .92rem; color: var(--ink); background: var(--raised); border: 1px solid var(--line); border-radius: 6px; padding: .3rem .55rem; }
input { width: 100%; } button { cursor: pointer; } button:hover { border-color: var(--faint); }
form output { flex-basis: 100%; font-size: .84rem; color: var(--faint); } form output:empty { display: none; }
.wide { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: .92rem; font-variant-numeric: tabular-nums; }
th, td { padding: .4rem .7rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
thead th { color: var(--faint); font-weight: 600; font-size: .84rem; } tbody th { font-weight: 500; } .number { text-align: right; }
th small { display: block; font-weight: 400; }
.requirements { table-layout: fixed; min-width: 46rem; } .requirements thead th:first-child { width: 46%; } .requirements .statement { margin: .1rem 0 0; font-size: .9rem; font-weight: 400; }
td.pass { color: var(--pass); } td.fail { color: var(--fail); background: var(--fail-bg); font-weight: 600; } td.inconclusive { color: var(--inconclusive); background: var(--inconclusive-bg); }
td.harness-error { color: var(--harness-error); background: var(--harness-error-bg); } td.waived { color: var(--waived); background: var(--waived-bg); } td.not-applicable, td.none { color: var(--not-applicable); }
td a { color: inherit; } .matrix td.pass { background: var(--pass-bg); } .matrix a { text-decoration: none; } .matrix a:hover { text-decoration: underline; }
.count { color: var(--faint); font-weight: 400; font-size: .95rem; margin-left: .2rem; }
summary { cursor: pointer; padding: .25rem 0; overflow-wrap: anywhere; } summary h3 { display: inline; }
summary:hover { color: var(--accent); }
.failure { margin: 1.1rem 0; padding: 1rem 1.2rem; background: var(--raised); border: 1px solid var(--line); border-top: 3px solid var(--fail); border-radius: 8px; }
.marks { margin: .25rem 0 .5rem; } .mark { display: inline-block; margin-right: .35rem; padding: 0 .5rem; font-size: .78rem; font-weight: 400; color: var(--faint); border: 1px solid var(--line); border-radius: 1rem; } .mark.kind { color: var(--ink); }
.statement { margin: .35rem 0; } cite { font-style: normal; font-size: .86rem; } cite::before { content: "("; } cite::after { content: ")"; } .erratum { font-size: .86rem; color: var(--inconclusive); }
.judgement, .folded { margin-top: .5rem; border-top: 1px solid var(--line); padding-top: .3rem; } .folded .judgement { border-top: 0; }
.comparison { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); gap: .8rem; } .comparison > div { min-width: 0; } .comparison h4 { margin-top: .2rem; } .comparison pre { max-height: 26rem; }
del, ins { text-decoration: none; border-radius: 3px; } ins { background: var(--fail-bg); color: var(--fail); } del { background: var(--pass-bg); color: var(--pass); } mark { background: var(--inconclusive-bg); color: inherit; font-weight: 600; }
#coverage h3 { margin-top: 1.8rem; } .histogram { display: block; width: 13rem; height: 1.9rem; } .histogram rect { fill: var(--accent); } td.seen { color: var(--pass); background: var(--pass-bg); font-size: .84rem; }
.codes { margin: .3rem 0; } .list { width: auto; margin: .6rem 0; } caption { text-align: left; color: var(--faint); font-size: .84rem; font-weight: 600; padding-bottom: .2rem; }
tr.missing td { background: var(--pass-bg); } tr.extra td { background: var(--fail-bg); } tr.moved td { background: var(--inconclusive-bg); }
.timeline { margin: .8rem 0; } figcaption { color: var(--faint); font-size: .84rem; font-weight: 600; } .timeline svg { display: block; min-width: 44rem; width: 100%; margin-top: .3rem; }
.lane { fill: var(--sunken); } .interval rect { fill: var(--waived-bg); stroke: var(--waived); } .interval.odd rect { fill: var(--fail-bg); stroke: var(--fail); stroke-width: 2; }
.timeline text { fill: var(--ink); font: 11px ui-monospace, "DejaVu Sans Mono", monospace; } .timeline .odd text { fill: var(--fail); font-weight: 700; } .timeline .axis { fill: var(--faint); } .axis.end { text-anchor: end; }
.exchanges { margin: 0; padding: 0; list-style: none; } .exchanges > li { border-bottom: 1px solid var(--line); } .exchanges > li > details[open] { padding-bottom: .7rem; }
.seq { display: inline-block; min-width: 1.5rem; color: var(--faint); font-variant-numeric: tabular-nums; } .answer { font-weight: 600; margin-left: .3rem; }
.copyable { position: relative; } .copyable pre { padding-right: 4.8rem; } .copy { position: absolute; top: .4rem; right: .4rem; font-size: .8rem; padding: .1rem .5rem; } .copy[hidden] { display: none; }
.reason { border-bottom: 1px solid var(--line); padding: .2rem 0; } .reason ul { margin: .2rem 0 .8rem; padding-left: 1.2rem; } .reason.harness-error summary { color: var(--harness-error); }
footer { padding: 3rem 1.25rem 2rem; color: var(--faint); font-size: .86rem; }
[hidden] { display: none !important; }
@media (max-width: 40rem) { .facts > div { grid-template-columns: 1fr; gap: 0; padding: .3rem 0; } h1 { font-size: 1.5rem; } form { position: static; } .failure { padding: .8rem; } }
@media print {
  :root { color-scheme: light; ${LIGHT} --paper: #fff; --sunken: #fff; }
  form, .copy, .save, nav, .skip, [data-more], summary::marker { display: none !important; }
  body { font-size: 10pt; } header, main, footer { max-width: none; padding: 0; } h2 { break-after: avoid; margin-top: 1.5rem; }
  pre { max-height: none; overflow: visible; } .wide { overflow: visible; } .requirements, .timeline svg { min-width: 0; }
  .failure { break-before: auto; } .comparison, .exchanges > li > details > summary, tr, figure { break-inside: avoid; }
  .matrix, .matrix thead th { font-size: 7pt; } .matrix th, .matrix td { padding: .3rem; } .matrix td { overflow-wrap: anywhere; }
  a { color: inherit; text-decoration: none; } cite a[href]::after { content: " <" attr(href) ">"; }
  details:not([open]) > summary::after { content: " (on the screen, or in report.json)"; color: var(--faint); font-weight: 400; }
}
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
`;
