"""The style of a plan report: screen from 360 px, and A4 paper.

Every text has a contrast of at least 4.5 on its ground. Words of status differ by border as well
as by colour, so that they can be told apart on a grey print; the word itself always stands there.
"""

from __future__ import annotations

STYLE = """
:root{--ink:#1c2430;--soft:#4a5563;--line:#b9c2cc;--ground:#fff;--band:#eef2f6;--deep:#0b4a80}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
[id]{scroll-margin-top:56px}
body{margin:0;background:var(--ground);color:var(--ink);line-height:1.5;font-size:15px;
 font-family:"Noto Sans CJK SC","Source Han Sans SC","Microsoft YaHei","PingFang SC",sans-serif}
main{max-width:1180px;margin:0 auto;padding:12px 20px 40px}
.running{background:var(--band);border-bottom:1px solid var(--line);padding:4px 20px;
 font-size:13px;color:var(--ink)}
.running.simulated{position:sticky;top:0;z-index:2;background:#fff3b0;
 border-bottom:3px double #6b5200}
.running b{margin-right:.6em}
h1{font-size:26px;line-height:1.3;margin:14px 0 2px}
h2{font-size:20px;margin:34px 0 8px;padding-bottom:4px;border-bottom:2px solid var(--deep)}
h3{font-size:16px;margin:22px 0 6px}
h4{font-size:15px;margin:0;display:inline}
p{margin:2px 0}
[lang=en]{color:var(--soft)}
a{color:var(--deep)}
code{font-family:ui-monospace,"DejaVu Sans Mono",Consolas,monospace;font-size:.9em;
 overflow-wrap:anywhere}
.subtitle{font-size:17px}
nav ul{display:flex;flex-wrap:wrap;gap:4px 18px;list-style:none;padding:0;margin:10px 0}
.badge{display:inline-block;border:2px solid;border-radius:4px;padding:0 6px;white-space:nowrap;
 font-size:14px;line-height:1.55}
.badge [lang=en]{color:inherit;font-size:12px}
.badge.missed{background:#fde7e7;color:#8e1414;border-style:double;border-width:4px}
.badge.off-track{background:#fdeee0;color:#8a3c00;border-style:solid}
.badge.at-risk{background:#fff6d6;color:#6b5200;border-style:dashed}
.badge.insufficient{background:#f1f1f1;color:#444;border-style:dotted}
.badge.on-track{background:#e6f1fb;color:#0b4a80;border-style:solid;border-width:1px 1px 1px 6px}
.badge.achieved{background:#e3f4e6;color:#14591f;border-style:double;border-width:4px}
.chip{display:inline-block;border:1px solid var(--line);border-radius:10px;padding:0 8px;
 margin:2px 4px 2px 0;font-size:12.5px;font-weight:400}
.chip.strong{border-color:var(--ink);border-width:2px;font-weight:700}
.small{display:block;font-size:13px;font-weight:400}
table{border-collapse:collapse;width:100%;margin:8px 0 4px}
caption{text-align:left;font-weight:700;padding:4px 0}
th,td{border:1px solid var(--line);padding:5px 8px;text-align:left;vertical-align:top}
thead th{background:var(--band);font-weight:600}
tbody th{font-weight:600}
td.number,th.number{text-align:right;font-variant-numeric:tabular-nums}
td.none{color:var(--soft)}
.counted{table-layout:fixed;min-width:820px}
.counted th.number [lang=en]{display:block;font-weight:400;font-size:.85em}
.counted.of-tasks th:first-child{width:26%}
.counted.of-tasks th:nth-child(2){width:15%}
.counted.of-tasks th:nth-child(3){width:10%}
.counted.of-tasks td .badge [lang=en]{display:block}
.at-a-glance td:nth-child(3)>[lang=en],.of-tasks tbody th [lang=en]{display:block;font-weight:400}
.at-a-glance{min-width:820px}
.at-a-glance{table-layout:fixed}
.at-a-glance td{overflow-wrap:anywhere}
.at-a-glance th:first-child{width:4.2em}
.at-a-glance th:nth-child(2){width:156px}
.at-a-glance th:nth-child(3){width:36%}
.at-a-glance th:nth-child(5){width:11%}
.at-a-glance td .badge [lang=en],.commitments th .badge [lang=en]{display:block}
.scroll{overflow-x:auto}
.scroll:focus-visible{outline:3px solid var(--deep)}
.commitments{table-layout:fixed}
.commitments th:first-child{width:170px}
.commitments tbody th>*{margin-bottom:4px}
.commitments tbody th .badge{white-space:normal}
.id{display:block;font-size:17px;font-variant-numeric:tabular-nums}
.clause{font-weight:600;font-size:16px}
.facts,.legend{margin:4px 0}
.facts dt,.facts dd{display:inline;margin:0;overflow-wrap:anywhere}
.facts dt{color:var(--soft);font-size:.92em}
.facts dt::after{content:": "}
.facts.aside{font-size:.92em}
.facts.aside>div{display:inline}
.facts.aside>div:not(:last-child)::after{content:"；"}
.facts.head{display:flex;flex-wrap:wrap;gap:2px 24px}
.legend>div{display:flex;gap:10px;padding:3px 0;align-items:baseline}
.legend dt{flex:0 0 15em}
.legend dd{margin:0}
.finding{margin:0 0 8px}
.finding+.finding{border-top:2px solid var(--line);padding-top:6px}
.label{font-weight:600;overflow-wrap:anywhere}
.lines ul,.missing ul{margin:0 0 4px;padding-left:1.3em;overflow-wrap:anywhere}
.lines>p>b,.missing>p>b{font-size:.92em}
.missing{border-left:4px solid #6b5200;padding-left:8px}
summary{cursor:pointer;padding:4px 0}
summary:focus-visible{outline:3px solid var(--deep)}
.basis>summary{color:var(--deep);font-size:13.5px}
.task{border:1px solid var(--line);border-radius:4px;margin:6px 0;padding:2px 10px}
.task[open]{border-color:var(--deep)}
.task>summary{display:flex;flex-wrap:wrap;gap:4px 12px;align-items:center}
.task>summary::before{content:"▸";width:1em}
.task[open]>summary::before{content:"▾"}
.task>summary::-webkit-details-marker{display:none}
.task .counts{font-size:13.5px;color:var(--soft)}
figure{margin:12px 0}
figure svg{display:block;max-width:none;height:auto}
figcaption{font-size:13.5px;max-width:70em}
@media screen and (min-width:1000px){figure svg{max-width:100%}}
@media screen and (max-width:700px){
 main{padding:8px 12px 32px}
 h1{font-size:21px}
 .commitments,.commitments tbody,.commitments tr,.commitments td,.commitments tbody th,
 .commitments caption{display:block;width:auto}
 .commitments thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
 .commitments tbody th:first-child{width:auto;background:var(--band)}
 .commitments tr{margin:0 0 12px;border:1px solid var(--line)}
 .commitments td,.commitments tbody th{border:0}
 .commitments td+td{border-top:1px solid var(--line)}
 .id{display:inline;margin-right:8px}
 .counted{min-width:640px}
 .counted th:first-child{width:118px}
 .counted.of-tasks{min-width:860px}
 .counted th,.counted td,.at-a-glance th,.at-a-glance td{padding:4px 5px}
 .counted tbody th,.at-a-glance tbody th{position:sticky;left:0;background:var(--band)}
 .counted.of-tasks th:first-child{width:150px}
 .counted.of-tasks th:nth-child(2){width:124px}
 .counted td .badge [lang=en]{display:block}
 .task{padding:2px 6px}
 .legend>div{flex-direction:column;gap:0}
 .legend dt{flex:none}
}
@page{size:A4;margin:12mm 12mm 15mm;
 @bottom-right{content:counter(page) " / " counter(pages);font-size:9pt;color:#1c2430}}
@media print{
 body{font-size:8.5pt;line-height:1.35}
 *{-webkit-print-color-adjust:exact;print-color-adjust:exact}
 .sheet{display:table;width:100%;table-layout:fixed}
 .running,.running.simulated{display:table-header-group;position:static;
  font-size:8.5pt;background:none;border:0}
 .running{break-inside:avoid}
 .running p{display:block;padding:0 0 1.5mm;border-bottom:1.5pt solid #1c2430;margin:0 0 3mm}
 main{display:table-row-group;max-width:none;padding:0}
 nav{display:none}
 h1{font-size:17pt;margin-top:0}
 h2{font-size:14pt;margin:7mm 0 2mm}
 h3{font-size:11pt;margin:5mm 0 2mm}
 h1,h2,h3,h4,caption,summary,.label{break-after:avoid;break-inside:avoid}
 #pictures,#targets,#tasks,#reading{break-before:page;margin-top:0}
 table{break-inside:auto}
 thead{display:table-header-group;break-after:avoid}
 tbody>tr:first-child{break-before:avoid}
 tr,figure,.legend>div{break-inside:avoid}
 tr.long{break-inside:auto}
 tr.long .finding{break-inside:avoid}
 p,li{orphans:3;widows:3}
 th,td{padding:.8mm 1.4mm}
 .commitments th:first-child{width:27mm}
 .counted,.at-a-glance{min-width:0}
 .at-a-glance th:nth-child(2){width:34mm}
 .counted td,.counted th,.at-a-glance td,.at-a-glance th{padding-top:.4mm;padding-bottom:.4mm}
 .badge,.badge.missed,.badge.achieved,.badge.on-track{padding:0 1mm;line-height:1.3}
 .badge{white-space:normal}
 .counted.of-tasks th:first-child{width:26%}
 .counted.of-tasks th:nth-child(2){width:17%}
 .counted.of-tasks th:nth-child(3){width:9%}
 .counted.of-tasks thead th{font-size:7.5pt;padding-left:.8mm;padding-right:.8mm}
 .counted.of-tasks th.number [lang=en]{font-size:6.2pt}
 .finding,.facts,table,.lines ul,.missing ul{margin-top:0;margin-bottom:.6mm}
 .badge,.clause,.id{font-size:9pt}
 .badge [lang=en],.of-tasks tbody th [lang=en],
 .chip,.small,figcaption,.lines,.basis{font-size:7.5pt}
 .subtitle{font-size:11pt}
 .scroll{overflow:visible}
 figure svg{width:100%;max-width:100%}
 .task{border:0;padding:0;margin:0 0 3mm}
 .task>summary{border-top:1.5pt solid var(--deep);padding-top:1.5mm}
 .task>summary::before{content:""}
 .basis>summary{display:none}
 a{color:inherit;text-decoration:none}
 details::details-content{content-visibility:visible;display:block;height:auto;opacity:1}
 .task:not([open])>summary::after{content:"请先展开再打印 open this row before printing"}
}
@supports selector(details::details-content){
 @media print{.task:not([open])>summary::after{content:none}}
}
"""
