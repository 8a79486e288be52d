const PANEL_STYLE = `
:host { all: initial; }
* { box-sizing: border-box; font: inherit; color: inherit; letter-spacing: normal; }
.all { --paper: #ffffff; --ink: #1b2430; --soft: #5b6878; --line: #d3dae3; --wash: #f3f6fa; --accent: #0b62d6;
  --good: #16794a; --bad: #b3261e; --warm: #8a5a00; --shade: 0 8px 30px rgba(15, 30, 55, .28);
  font: 13px/1.42 system-ui, "Segoe UI", Roboto, "Noto Sans", "Noto Sans CJK SC", "Hiragino Sans", "Microsoft YaHei", sans-serif;
  color: var(--ink); text-align: left; direction: ltr; color-scheme: light; }
@media (prefers-color-scheme: dark) {
  .all { --paper: #1d232c; --ink: #e8edf4; --soft: #a3b0c0; --line: #3a4554; --wash: #27303c; --accent: #6fb0ff;
    --good: #63d39a; --bad: #ff9c93; --warm: #f0c266; --shade: 0 8px 30px rgba(0, 0, 0, .6); color-scheme: dark; }
}
.glass { position: fixed; inset: 0; cursor: crosshair; pointer-events: auto; }
.glass[hidden], [hidden] { display: none !important; }
.mark { position: fixed; border: 2px solid #0b62d6; background: rgba(11, 98, 214, .12); border-radius: 3px; pointer-events: none;
  box-shadow: 0 0 0 1px rgba(255, 255, 255, .85); }
.mark.picked { border-color: #c2410c; background: rgba(234, 88, 12, .12); }
.mark.read { border-color: #16794a; background: rgba(22, 121, 74, .14); }
.tag { position: fixed; max-width: min(420px, 90vw); padding: 2px 7px; border-radius: 4px; background: #0b62d6; color: #fff; pointer-events: none;
  white-space: nowrap; overflow: hidden; text-overflow: ellipsis; font-size: 12px; }
.mark.picked + .tag { background: #c2410c; }
.panel { position: fixed; top: 12px; right: 12px; width: min(400px, calc(100vw - 24px)); max-height: calc(100vh - 24px); display: flex; flex-direction: column;
  background: var(--paper); border: 1px solid var(--line); border-radius: 10px; box-shadow: var(--shade); pointer-events: auto; overflow: hidden; }
.panel.left { right: auto; left: 12px; }
.panel.low { top: auto; bottom: 12px; width: min(372px, calc(100vw - 24px)); }
.panel.folded { width: auto; min-width: 190px; }
.panel.wide { width: min(620px, calc(100vw - 24px)); }
/* In a small window only the bar stays, at the bottom, until there is something to decide. */
@media (max-width: 760px), (max-height: 420px) {
  .panel { top: auto; bottom: 8px; right: 8px; }
  .panel.left { left: 8px; }
  .panel .hint { display: none; }
}
.bar { display: flex; align-items: center; gap: 6px; padding: 8px 10px; background: var(--wash); border-bottom: 1px solid var(--line); cursor: move; touch-action: none; }
.bar b { font-weight: 650; flex: 1; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.body { padding: 10px 12px; overflow: auto; overscroll-behavior: contain; }
.foot { display: flex; flex-wrap: wrap; gap: 6px; padding: 8px 12px; border-top: 1px solid var(--line); background: var(--wash); }
h2 { margin: 0 0 2px; font-size: 15px; font-weight: 650; overflow-wrap: anywhere; }
h3 { margin: 12px 0 4px; font-size: 11px; font-weight: 650; color: var(--soft); text-transform: uppercase; letter-spacing: .04em; }
p { margin: 0 0 6px; overflow-wrap: anywhere; }
.soft { color: var(--soft); }
.good { color: var(--good); } .bad { color: var(--bad); } .warm { color: var(--warm); }
button { padding: 5px 10px; border: 1px solid var(--line); border-radius: 6px; background: var(--paper); cursor: pointer; }
button:hover { border-color: var(--accent); }
button.main { background: var(--accent); border-color: var(--accent); color: var(--paper); font-weight: 650; }
button[aria-pressed=true] { background: var(--accent); border-color: var(--accent); color: var(--paper); }
button:focus-visible, input:focus-visible, select:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
button:disabled { opacity: .5; cursor: default; }
.plain { border-color: transparent; background: none; padding: 4px 6px; }
input:not([type=checkbox]):not([type=radio]), select { width: 100%; min-width: 0; padding: 5px 7px; border: 1px solid var(--line); border-radius: 6px; background: var(--paper); }
input[type=checkbox], input[type=radio] { accent-color: var(--accent); margin: 2px 0 0; flex: none; }
.pair { display: grid; grid-template-columns: 84px 1fr; gap: 6px 8px; align-items: center; }
.ticks { display: flex; flex-wrap: wrap; gap: 4px 14px; margin-top: 8px; }
.ticks label, .way { display: flex; gap: 7px; align-items: flex-start; cursor: pointer; }
.way { padding: 5px 6px; border-radius: 6px; }
.way:hover { background: var(--wash); }
.way div { flex: 1; min-width: 0; }
code { font: 12px/1.4 ui-monospace, "Cascadia Mono", Consolas, "DejaVu Sans Mono", "Noto Sans Mono CJK SC", monospace; overflow-wrap: anywhere; }
.why { font-size: 12px; color: var(--soft); }
.meter { flex: none; width: 34px; height: 6px; margin-top: 6px; border-radius: 3px; background: var(--line); overflow: hidden; }
.meter i { display: block; height: 100%; background: var(--good); }
.meter.mid i { background: var(--warm); } .meter.low i { background: var(--bad); }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; font-size: 11px; font-weight: 650; color: var(--soft); padding: 2px 4px; position: sticky; top: -10px; background: var(--paper); }
td { padding: 2px 4px; vertical-align: middle; }
td code { white-space: nowrap; display: block; max-width: 210px; overflow: hidden; text-overflow: ellipsis; }
td.name { width: 40%; }
tr.out { opacity: .5; }
.notice { padding: 7px 12px; border-top: 1px solid var(--line); display: flex; gap: 8px; align-items: center; }
.notice span { flex: 1; overflow-wrap: anywhere; }
.notice.good { background: color-mix(in srgb, var(--good) 12%, var(--paper)); }
.notice.bad { background: color-mix(in srgb, var(--bad) 12%, var(--paper)); }
ol.steps { margin: 0; padding: 0 0 0 22px; } ol.steps li { margin: 2px 0; overflow-wrap: anywhere; }
kbd { padding: 0 5px; border: 1px solid var(--line); border-bottom-width: 2px; border-radius: 4px; background: var(--paper); font-size: 11px; white-space: nowrap; }
`;
