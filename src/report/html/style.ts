import { LADDER_STYLE } from "../ladder";

/** One style sheet for every page; colours are variables, so that dark and light differ in one place. Contrasts are 4.5:1 or more. */
export const STYLE = `:root{color-scheme:light dark;--page:#fff;--card:#f6f7f9;--text:#1b1f24;--dim:#57606a;--line:#c9d1d9;--link:#0550ae;
--pass:#1a6e2e;--pass-bg:#dff3e4;--fail:#a40e26;--fail-bg:#ffe1e4;--warn:#7a4d00;--warn-bg:#fff0cc;--info:#0b5394;--info-bg:#dcecfb;
--known:#6b4a00;--known-bg:#f3ead6;--open-bg:#ecdff7;--stuck:#6a1b9a;--message:#1f4e79;--open:#2e7d32;--close:#6a1b9a;--lost:#b71c1c}
@media(prefers-color-scheme:dark){:root{--page:#0f1318;--card:#181e26;--text:#e6edf3;--dim:#9aa7b4;--line:#38424e;--link:#79b8ff;
--pass:#7ee29a;--pass-bg:#12361f;--fail:#ffb3bb;--fail-bg:#551520;--warn:#ffd479;--warn-bg:#463406;--info:#9ecbff;--info-bg:#12304f;
--known:#e5cf9f;--known-bg:#3a3019;--open-bg:#372348;--stuck:#dcb6f5;--message:#8cc4ff;--open:#7ee29a;--close:#d2a8ff;--lost:#ff8b8b}}
*{box-sizing:border-box}body{margin:0 auto;padding:1.25rem 1.5rem 4rem;max-width:78rem;background:var(--page);color:var(--text);
font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;overflow-wrap:break-word}
dd,pre,.log,td.any{overflow-wrap:anywhere}th{white-space:nowrap}th.name{white-space:normal;min-width:8rem}
a{color:var(--link)}a:focus-visible,summary:focus-visible{outline:3px solid var(--link);outline-offset:2px}
h1{font-size:1.7rem;line-height:1.25;margin:.5rem 0}h2{font-size:1.3rem;margin:2.2rem 0 .6rem;padding-top:.4rem;border-top:1px solid var(--line)}
h3{font-size:1.08rem;margin:0 0 .4rem}p{margin:.4rem 0;max-width:80ch}nav{font-size:.92rem}nav a{margin-right:1rem}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem}
.verdict{font-size:1.25rem;font-weight:600;margin:.8rem 0;padding:.7rem 1rem;border-left:.4rem solid;max-width:none}
dl.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(14rem,1fr));gap:.35rem 1.5rem;margin:.8rem 0;font-size:.92rem}
dl.facts div{min-width:0}dt{color:var(--dim);font-size:.85rem}dd{margin:0}
.counts{display:flex;flex-wrap:wrap;gap:.5rem;padding:0;list-style:none;margin:.6rem 0}.counts li{padding:.3rem .8rem;border-radius:.4rem}
.counts b{font-size:1.15rem}
.badge{display:inline-block;padding:.05rem .5rem;border-radius:.3rem;font-weight:600;font-size:.86rem;white-space:nowrap}
.pass{color:var(--pass);background:var(--pass-bg)}.fail,.unexpected-pass{color:var(--fail);background:var(--fail-bg)}
.warn{color:var(--warn);background:var(--warn-bg)}.info{color:var(--info);background:var(--info-bg)}
.expected-fail{color:var(--known);background:var(--known-bg)}.could-not-run{color:var(--stuck);background:var(--open-bg)}
.not-applicable,.not-visible,.none{color:var(--dim);background:var(--card)}
.map{display:grid;grid-template-columns:repeat(auto-fill,minmax(7.2rem,1fr));gap:.25rem;padding:0;margin:.4rem 0 1rem;list-style:none}
.map a{display:block;padding:.15rem .4rem;border-radius:.3rem;text-decoration:none;font-size:.84rem;line-height:1.3}
.map a:hover{text-decoration:underline}.map small{display:block;font-size:.74rem}.map b{font-weight:600}
.scroll{overflow-x:auto;max-width:100%}table{border-collapse:collapse;font-size:.9rem;width:100%}
th,td{border-bottom:1px solid var(--line);padding:.3rem .6rem;text-align:left;vertical-align:top}thead th{background:var(--card)}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}td.id{white-space:nowrap}
article{margin:1rem 0;padding:.9rem 1.1rem;background:var(--card);border-radius:.5rem;border-left:.4rem solid var(--line)}
article.is-fail,article.is-unexpected-pass{border-color:var(--fail)}article.is-warn{border-color:var(--warn)}
article.is-info{border-color:var(--info)}article.is-expected-fail{border-color:var(--known)}
article.is-could-not-run{border-color:var(--stuck)}
blockquote{margin:.3rem 0 .6rem;padding-left:.8rem;border-left:3px solid var(--line);color:var(--dim);max-width:80ch}
dl.say{display:grid;grid-template-columns:6.5rem 1fr;gap:.2rem .8rem;margin:.5rem 0;max-width:100ch}dl.say dd{white-space:pre-wrap}
dl.say .got{font-weight:600}summary{cursor:pointer;padding:.2rem 0}details{margin:.3rem 0}
pre,code,.mono{font-family:ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.84rem}
pre{overflow-x:auto;white-space:pre-wrap;padding:.6rem .8rem;background:var(--page);border:1px solid var(--line);border-radius:.4rem;margin:.4rem 0}
.figure,.box{background:var(--page);border:1px solid var(--line);border-radius:.4rem;padding:.5rem;overflow-x:auto}
svg{display:block;width:100%;height:auto}svg.chart{font:12px system-ui,"DejaVu Sans",sans-serif;min-width:640px}
svg.chart text{fill:var(--text)}svg.chart text.dim{fill:var(--dim)}svg.chart .axis{fill:none;stroke:var(--line)}
svg.chart .dot{fill:var(--message);fill-opacity:.65}svg.chart .dot.late{fill:var(--lost)}svg.chart .stated{stroke:var(--lost);stroke-dasharray:4 3}
svg.chart .bar{fill:var(--message);fill-opacity:.28}svg.chart .bar.waiting{fill:var(--open);fill-opacity:.45}svg.chart .tick{stroke:var(--text)}
svg.chart path.line{fill:none;stroke-width:1.6}svg.chart path.line-0{stroke:var(--message)}svg.chart path.line-1{stroke:var(--open)}
svg.chart text.line-0{fill:var(--message)}svg.chart text.line-1{fill:var(--open)}
svg.chart .tick.err{stroke:var(--lost);stroke-width:2.5}svg.chart .fold{fill:var(--line);fill-opacity:.5}
.log{list-style:none;padding:0;margin:0}.log>li{display:grid;grid-template-columns:5.5rem 4rem 1fr;gap:.6rem;padding:.12rem .3rem;
border-bottom:1px solid var(--line);font-size:.88rem}.log .t{color:var(--dim);text-align:right;font-variant-numeric:tabular-nums}
.log .step{font-weight:600}.log .out{color:var(--dim)}:target{outline:3px solid var(--link)}
table.fields{width:auto;margin:.3rem 0}table.fields td:first-child{color:var(--dim)}
ul.plain{padding-left:1.1rem;margin:.3rem 0}footer{margin-top:3rem;font-size:.85rem;color:var(--dim)}
@media(max-width:40rem){body{padding:.8rem}.log>li{grid-template-columns:4rem 1fr}.log .c{display:none}}
@media print{body{max-width:none;font-size:11pt;padding:0}nav,.noprint{display:none}article,tr{break-inside:avoid}a{color:inherit;text-decoration:none}
thead{display:table-header-group}details>*{display:block}}
${LADDER_STYLE}`;
