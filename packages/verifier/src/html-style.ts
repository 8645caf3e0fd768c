/** The look of the report: one style sheet, light and dark, on screen and on paper. */
export const STYLE: string = `
:root{color-scheme:light dark;--ink:#1b2430;--soft:#5b6776;--line:#dde3ea;--paper:#fff;--card:#f6f8fa;
--good:#0a6b46;--good-bg:#e4f5ec;--bad:#9f1d20;--bad-bg:#fbe7e6;--doubt:#7a4d00;--doubt-bg:#fdf1d8;--goods:#7a1e66;--goods-bg:#f9e6f4;
--l0:#2f6fb0;--l1:#6a9f58;--l2:#c98a1b;--l3:#8a5aa8;--l4:#8b95a1}
@media (prefers-color-scheme:dark){:root{--ink:#e6ebf1;--soft:#9aa7b6;--line:#2c3642;--paper:#11161c;--card:#1a212a;
--good:#7bd8ab;--good-bg:#10311f;--bad:#ff9d98;--bad-bg:#3d1413;--doubt:#f2c772;--doubt-bg:#3a2a08;--goods:#f0a6dc;--goods-bg:#38122f;
--l0:#6aa8e6;--l1:#93c981;--l2:#e6b14e;--l3:#b98ad6;--l4:#9aa7b6}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI","Noto Sans","Noto Sans SC",sans-serif}
main{max-width:62rem;margin:0 auto;padding:1.5rem 1.25rem 4rem}
h1{font-size:2rem;line-height:1.15;margin:0 0 .4rem}
h2{font-size:1.2rem;margin:2.4rem 0 .8rem;padding-bottom:.3rem;border-bottom:1px solid var(--line)}
h3{font-size:1rem;margin:1.4rem 0 .5rem}
p{margin:.3rem 0}
.soft{color:var(--soft)}
.verdict{border-radius:.6rem;padding:1.4rem 1.5rem;border-left:.5rem solid}
.verdict p{max-width:46rem}
.forged{color:var(--bad);background:var(--bad-bg);border-color:var(--bad)}
.false{color:var(--goods);background:var(--goods-bg);border-color:var(--goods)}
.order{color:var(--good);background:var(--good-bg);border-color:var(--good)}
.open{color:var(--doubt);background:var(--doubt-bg);border-color:var(--doubt)}
.standing{font-weight:600}
.verdict .batch{font-weight:600;overflow-wrap:anywhere}
.axes{display:grid;grid-template-columns:repeat(auto-fill,minmax(18rem,1fr));gap:.7rem;padding:0;list-style:none;margin:0}
.axes li{background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:.7rem .9rem}
.axes p{font-size:.9rem;color:var(--soft)}
.tag{display:inline-block;border-radius:1rem;padding:0 .6rem;font-size:.8rem;font-weight:600;white-space:nowrap}
.pass,.ok{color:var(--good);background:var(--good-bg)}.fail,.error,.stop{color:var(--bad);background:var(--bad-bg)}
.not-proven,.not-judged,.warn{color:var(--doubt);background:var(--doubt-bg)}.info{color:var(--soft);background:var(--line)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1.2rem;margin:0}
dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
.big{display:flex;flex-wrap:wrap;gap:.7rem;margin:0 0 1.2rem;padding:0;list-style:none}
.big li{background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:.6rem 1rem;min-width:8rem}
.big b{display:block;font-size:1.5rem;line-height:1.2;font-variant-numeric:tabular-nums}
.table{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.92rem}
th,td{text-align:left;vertical-align:top;padding:.45rem .8rem .45rem 0;border-bottom:1px solid var(--line)}
td{overflow-wrap:break-word}
.num{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.finding{border:1px solid var(--line);border-left:.3rem solid var(--line);border-radius:.4rem;padding:.7rem 1rem;margin:0 0 .7rem;background:var(--card);break-inside:avoid}
.finding.is-error{border-left-color:var(--bad)}.finding.is-warn{border-left-color:var(--doubt)}
.finding .do{margin-top:.5rem}.finding .small{font-size:.88rem;color:var(--soft);overflow-wrap:anywhere}
td code{white-space:nowrap}
.against{break-inside:avoid;margin:0 0 1rem}.against h3{margin:0 0 .3rem}.against dl{font-size:.92rem}
code{font-family:ui-monospace,"Cascadia Mono",Menlo,Consolas,monospace;font-size:.9em;overflow-wrap:anywhere}
.line{margin:0;display:grid;grid-template-columns:auto 1fr;column-gap:.5rem;break-inside:avoid}
.line>svg{width:100%;height:9rem;display:block;border:solid var(--line);border-width:1px 0}
.scale,.ends{display:flex;justify-content:space-between;font-size:.85rem;color:var(--soft);font-variant-numeric:tabular-nums}
.scale{flex-direction:column;text-align:right;line-height:1}.ends{grid-column:2;gap:1rem;margin-top:.2rem}.ends :last-child{text-align:right}
.f0{fill:var(--l0)}.f1{fill:var(--l1)}.f2{fill:var(--l2)}.f3{fill:var(--l3)}.f4{fill:var(--l4)}
.legend{grid-column:1/-1;display:flex;flex-wrap:wrap;gap:.3rem 1.2rem;padding:0;margin:.5rem 0 0;list-style:none;font-size:.88rem}
.legend svg{display:inline-block;width:.8rem;height:.8rem;margin-right:.4rem;vertical-align:-.05rem}
@media (max-width:40rem){h1{font-size:1.6rem}main{padding:1rem .9rem 3rem}.verdict{padding:1rem}
.stack thead{display:none}.stack tr{display:block;border-bottom:1px solid var(--line);padding:.5rem 0}
.stack td{display:inline;border:0;padding:0 .5rem 0 0}.stack td:last-child{display:block}.stack code{white-space:normal;overflow-wrap:anywhere}
.against dl{grid-template-columns:1fr;gap:0}.against dd{margin-bottom:.5rem}}
@media print{:root{color-scheme:light;--ink:#1b2430;--soft:#5b6776;--line:#dde3ea;--paper:#fff;--card:#f6f8fa;
--good:#0a6b46;--good-bg:#e4f5ec;--bad:#9f1d20;--bad-bg:#fbe7e6;--doubt:#7a4d00;--doubt-bg:#fdf1d8;--goods:#7a1e66;--goods-bg:#f9e6f4;
--l0:#2f6fb0;--l1:#6a9f58;--l2:#c98a1b;--l3:#8a5aa8;--l4:#8b95a1}
body{font-size:10pt}main{max-width:none;padding:0}.verdict,.tag,.finding,.axes li,.big li,.line{print-color-adjust:exact;-webkit-print-color-adjust:exact}
h2{margin-top:1.4rem}h2,h3{break-after:avoid}.table{overflow:visible}.verdict,.big,.axes li,tr,dl{break-inside:avoid}.axes{grid-template-columns:1fr 1fr}li,p,dd{orphans:3;widows:3}}
`
