/** The style of all pages. The color names are those of look.ts. */
const LIGHT =
  '--paper:#fff;--panel:#f7f8fa;--ink:#1c2330;--quiet:#5d6677;--grid:#e3e6ec;--good:#1f8a4c;--bad:#c4314b;--caution:#a66a00;--series-0:#2f6fd6;--series-1:#d9780f;--series-2:#1f9167;--series-3:#8f4fc4;--series-4:#b83b74;--series-5:#1f8a9e;--series-6:#7d7230;--series-7:#6b7280;';
const DARK =
  '--paper:#14171d;--panel:#1c2028;--ink:#e7eaf0;--quiet:#9aa4b5;--grid:#303744;--good:#4cc38a;--bad:#f0718a;--caution:#e0a53d;--series-0:#6ea4f5;--series-1:#f2a350;--series-2:#4cc49a;--series-3:#bd8ce8;--series-4:#e57bab;--series-5:#58c0d3;--series-6:#c4b75f;--series-7:#9aa4b5;';

export const STYLE = `:root{color-scheme:light dark;${LIGHT}}
@media (prefers-color-scheme:dark){:root{${DARK}}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
main{max-width:1000px;margin:0 auto;padding:32px 20px 64px}
header{border-bottom:1px solid var(--grid);padding-bottom:14px;margin-bottom:20px}
h1{font-size:26px;line-height:1.25;margin:0;overflow-wrap:anywhere}
header p{margin:6px 0 0;color:var(--quiet)}
h2{font-size:19px;margin:40px 0 10px;overflow-wrap:anywhere}
h3{font-size:15px;margin:0 0 8px}
p{margin:8px 0;overflow-wrap:anywhere}
.quiet{color:var(--quiet);font-size:14px}
.good{color:var(--good)}.bad{color:var(--bad)}.caution{color:var(--caution)}
.statement{border-left:4px solid var(--quiet);background:var(--panel);border-radius:6px;padding:10px 16px;margin:12px 0}
.statement p{margin:2px 0;font-size:17px;font-weight:600;color:var(--ink)}
.statement p.more{font-size:15px;font-weight:400;color:var(--quiet)}
.statement.good{border-color:var(--good)}.statement.bad{border-color:var(--bad)}.statement.caution{border-color:var(--caution)}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,220px));gap:12px;margin:16px 0}
.tile{background:var(--panel);border-radius:8px;padding:12px 16px;display:flex;flex-direction:column}
.tile .label{color:var(--quiet);font-size:13px}.tile .value{font-size:26px;font-weight:650;line-height:1.3}.tile .than{color:var(--quiet);font-size:13px}
.pictures{display:grid;grid-template-columns:repeat(6,minmax(0,1fr));gap:28px 24px;margin:18px 0}
.beside{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:0 24px}.beside>div>.pictures{grid-template-columns:minmax(0,1fr)}
figure{margin:0;min-width:0;grid-column:span 3}figure.whole{grid-column:1/-1}figure.third{grid-column:span 2}figure.third h3{font-size:14px;overflow-wrap:anywhere}.beside figure{grid-column:auto}
.picture svg{display:block;width:100%;height:auto}
figcaption{color:var(--quiet);font-size:13px;margin-top:4px}
.table{overflow-x:auto;margin:14px 0}
table{border-collapse:collapse;min-width:50%;font-variant-numeric:tabular-nums;font-size:14px}
caption{text-align:left;font-weight:600;padding:4px 0 6px}
th,td{padding:6px 10px;text-align:left;border-bottom:1px solid var(--grid);vertical-align:top;max-width:22em;overflow-wrap:break-word}
th:first-child,td:first-child{padding-left:0}
th{color:var(--quiet);font-weight:500;white-space:nowrap}
.number{text-align:right;white-space:nowrap}
tr.chosen td{background:var(--panel);font-weight:600}
li{margin:4px 0;overflow-wrap:anywhere}
@media (max-width:640px){main{padding:20px 14px 40px}.pictures,.beside{grid-template-columns:minmax(0,1fr)}figure,figure.third{grid-column:auto}h1{font-size:22px}.tile .value{font-size:22px}.tiles{grid-template-columns:repeat(2,1fr)}}
@media print{:root{${LIGHT}color-scheme:light}body{font-size:12px;print-color-adjust:exact;-webkit-print-color-adjust:exact}main{max-width:none;padding:0}h2,h3{break-after:avoid}figure,.tile,.statement,tr{break-inside:avoid}.table{overflow:visible}th,td{padding:4px 6px;overflow-wrap:anywhere}.number,th{white-space:normal}.picture{max-width:460px}figure.whole .picture{max-width:none}}
@page{margin:16mm}
`;
