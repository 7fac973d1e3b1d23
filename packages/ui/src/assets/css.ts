/** The one style sheet. Colours of text on their background have a contrast of at least 4.5:1 in both schemes. */
export const CSS = `:root{
--zelos-accent:#1f5f4f;--zelos-accent-hover:#174a3d;--zelos-on-accent:#fff;
--zelos-page:#f3f1ec;--zelos-card:#fffefb;--zelos-text:#1d211f;--zelos-muted:#5b625e;
--zelos-line:#d9d6cd;--zelos-field-line:#85898a;--zelos-field:#fff;--zelos-hover:#f1efe8;
--zelos-error:#a3261d;--zelos-error-back:#fbeae7;--zelos-success:#1b6a3c;--zelos-success-back:#e6f3ea;
--zelos-info:#2a4f74;--zelos-info-back:#e8eff6;
--zelos-radius:10px;--zelos-font:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;
--zelos-shadow:0 1px 2px rgb(30 34 32/.06),0 12px 32px -12px rgb(30 34 32/.18);
}
@media (prefers-color-scheme:dark){:root{
--zelos-accent:#7fd1b5;--zelos-accent-hover:#9be0c8;--zelos-on-accent:#0d1f19;
--zelos-page:#131715;--zelos-card:#1c211f;--zelos-text:#edefec;--zelos-muted:#a5aea9;
--zelos-line:#343b38;--zelos-field-line:#77817c;--zelos-field:#151a18;--zelos-hover:#262c29;
--zelos-error:#ff9d91;--zelos-error-back:#3b1f1c;--zelos-success:#86dba6;--zelos-success-back:#17301f;
--zelos-info:#9cc6f0;--zelos-info-back:#1b2a39;
--zelos-shadow:0 1px 2px rgb(0 0 0/.4),0 16px 40px -16px rgb(0 0 0/.6);
}}
*,*::before,*::after{box-sizing:border-box}
html{color-scheme:light dark;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--zelos-page);color:var(--zelos-text);font:16px/1.5 var(--zelos-font)}
[hidden]{display:none!important}
.page{min-height:100vh;min-height:100dvh;display:flex;flex-direction:column;align-items:center;justify-content:center;gap:20px;padding:24px 16px}
.brand a{display:inline-flex;min-height:44px;align-items:center;color:inherit;text-decoration:none}
.name{font-size:1.125rem;font-weight:650;letter-spacing:.01em}
.name::before{content:"";display:inline-block;width:.7em;height:.7em;margin-inline-end:.5em;border-radius:3px 3px 3px 0;background:var(--zelos-accent);vertical-align:-.02em}
.logo{display:block;max-width:220px;max-height:48px}
.card{width:100%;max-width:424px;padding:32px;background:var(--zelos-card);border:1px solid var(--zelos-line);border-radius:calc(var(--zelos-radius) + 6px);box-shadow:var(--zelos-shadow)}
h1{margin:0 0 20px;font-size:1.5rem;line-height:1.25;font-weight:650;letter-spacing:-.01em;text-wrap:balance;overflow-wrap:anywhere}
:lang(ja) :is(h1,h2,p,.button){word-break:auto-phrase}
h2{margin:0 0 12px;font-size:1.0625rem;line-height:1.3;font-weight:650}
p{margin:0 0 16px;overflow-wrap:anywhere}
.lead{display:flex;flex-wrap:wrap;align-items:center;gap:0 6px;margin-top:-12px;margin-bottom:16px;color:var(--zelos-muted);overflow-wrap:anywhere}.lead strong{color:var(--zelos-text);font-weight:600}
.form{display:flex;flex-direction:column;gap:16px}
.form+.form{margin-top:12px}.form>h2{margin:0}
.wide>.card{max-width:960px;padding:0;background:none;border:0;box-shadow:none}
.panel,.sections>.form{margin:0 0 20px;padding:24px;background:var(--zelos-card);border:1px solid var(--zelos-line);border-radius:calc(var(--zelos-radius) + 4px);box-shadow:var(--zelos-shadow)}
.sections>.form{break-inside:avoid}
.parts{display:grid;gap:0 20px}.parts>*{min-width:0}
@media (min-width:800px){.sections:has(>:nth-child(2)){columns:2;column-gap:20px}.parts:has(>:nth-child(2)){grid-template-columns:1fr 1fr}}
.group{display:flex;flex-direction:column;gap:12px}
.field{display:flex;flex-direction:column;gap:6px}
.field label,.label{font-weight:550;font-size:.9375rem}
.optional{font-weight:400;color:var(--zelos-muted)}
input:not([type=checkbox]):not([type=hidden]),select{width:100%;min-height:46px;padding:10px 12px;font:inherit;color:inherit;background:var(--zelos-field);border:1px solid var(--zelos-field-line);border-radius:var(--zelos-radius)}
select{appearance:none;padding-inline-end:36px;background-image:linear-gradient(45deg,transparent 50%,currentColor 50%),linear-gradient(-45deg,transparent 50%,currentColor 50%);background-position:right 19px center,right 14px center;background-size:5px 5px;background-repeat:no-repeat}
input:not([type=checkbox]):not([type=hidden])[aria-invalid=true],select[aria-invalid=true]{border-color:var(--zelos-error);box-shadow:inset 0 0 0 1px var(--zelos-error)}
input:disabled,select:disabled{opacity:.6}
input[autocomplete=one-time-code]:not([type=hidden]){min-height:60px;font-variant-numeric:tabular-nums;letter-spacing:.3em;text-indent:.3em;font-size:1.625rem;font-weight:600;text-align:center}
:focus-visible{outline:3px solid var(--zelos-accent);outline-offset:2px}
input:not([type=checkbox]):focus-visible,select:focus-visible{outline-offset:0;outline-width:2px;border-color:var(--zelos-accent)}
input:not([type=checkbox])[aria-invalid=true]:focus-visible,select[aria-invalid=true]:focus-visible{outline-color:var(--zelos-error)}
.check{display:flex;gap:12px;align-items:center;min-height:44px;font-weight:400!important}
.check input{flex:none;width:20px;height:20px;margin:0;accent-color:var(--zelos-accent)}
.reveal{position:relative;display:block}
.reveal:has(button:not([hidden])) input{padding-inline-end:80px}
.button-reveal{position:absolute;inset-block:1px;inset-inline-end:1px;min-width:72px;padding:0 12px;font:inherit;font-size:.875rem;font-weight:550;color:var(--zelos-accent);background:none;border:0;border-radius:var(--zelos-radius);cursor:pointer}
.button{display:flex;align-items:center;justify-content:center;gap:10px;width:100%;min-height:46px;padding:10px 16px;font:inherit;font-weight:600;line-height:1.3;text-align:center;text-decoration:none;overflow-wrap:anywhere;color:var(--zelos-text);background:transparent;border:1px solid var(--zelos-field-line);border-radius:var(--zelos-radius);cursor:pointer;transition:background-color .15s,border-color .15s}
.button:hover{background:var(--zelos-hover)}
.button-primary{color:var(--zelos-on-accent);background:var(--zelos-accent);border-color:var(--zelos-accent)}
.button-primary:hover{background:var(--zelos-accent-hover);border-color:var(--zelos-accent-hover)}
.button-quiet{min-height:44px;color:var(--zelos-accent);border-color:transparent;font-weight:550}
.button:disabled,.button[aria-disabled=true]{opacity:.6;cursor:default}
.mark{display:inline-grid;place-items:center;flex:none;width:24px;height:24px;font-size:.8125rem;font-weight:650;border-radius:50%;background:var(--zelos-hover);border:1px solid var(--zelos-line)}
.form-oidc,.form-saml{gap:12px}
.divider{display:flex;align-items:center;gap:12px;margin:20px 0;color:var(--zelos-muted);font-size:.875rem}
form .divider{margin:4px 0}
.divider::before,.divider::after{content:"";flex:1;height:1px;background:var(--zelos-line)}
.notice{padding:12px 14px;border-radius:var(--zelos-radius);border-inline-start:3px solid currentColor;font-size:.9375rem;overflow-wrap:anywhere}
.notice-error{color:var(--zelos-error);background:var(--zelos-error-back)}
.notice-success{color:var(--zelos-success);background:var(--zelos-success-back)}
.notice-info{color:var(--zelos-info);background:var(--zelos-info-back)}
.messages{display:flex;flex-direction:column;gap:2px;font-size:.875rem;overflow-wrap:anywhere}
.message-error{color:var(--zelos-error)}.message-success{color:var(--zelos-success)}.message-info{color:var(--zelos-muted)}
.foot{display:flex;flex-direction:column;align-items:center;gap:4px;text-align:center;color:var(--zelos-muted)}
.foot p{margin:0}
.foot a,.lead a,.card p a{display:inline-flex;min-height:44px;align-items:center;padding:0 4px;color:var(--zelos-accent);font-weight:550;text-underline-offset:3px}
.picture{margin:0;text-align:center}.picture img{max-width:100%;height:auto;margin-top:8px;padding:12px;background:#fff;border-radius:var(--zelos-radius)}
.picture figcaption{text-align:start;font-weight:550;font-size:.9375rem}
code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.9375em;overflow-wrap:anywhere}
.secret,.codes{margin:0;padding:12px;background:var(--zelos-hover);border-radius:var(--zelos-radius)}
.codes{display:grid;grid-template-columns:repeat(auto-fill,minmax(128px,1fr));gap:6px 16px;list-style:none}.used{color:var(--zelos-muted)}
.label{margin:0 0 6px}
.facts{margin:0 0 20px;display:grid;gap:10px}
.facts div{display:grid;grid-template-columns:minmax(104px,32%) 1fr;gap:12px}
.facts dt{color:var(--zelos-muted);font-size:.9375rem;overflow-wrap:anywhere}.facts dd{margin:0;overflow-wrap:anywhere}
.list{margin:0 0 20px;padding:0;list-style:none;display:grid;gap:12px}.list small{display:block;color:var(--zelos-muted)}
.stack{display:grid;gap:12px}.task{margin-bottom:24px}
.languages ul{display:flex;flex-wrap:wrap;justify-content:center;margin:0;padding:0;list-style:none}
.languages a,.development a{display:inline-flex;min-height:44px;min-width:44px;align-items:center;justify-content:center;padding:0 8px;color:var(--zelos-muted);font-size:.875rem;text-underline-offset:3px}
.languages a{text-decoration:none}.languages a:hover{text-decoration:underline}.languages a[aria-current]{color:var(--zelos-text);font-weight:600}
.development{margin:-12px 0 0}
.mails{margin:-12px -12px;padding:0;list-style:none}.mails li+li{border-top:1px solid var(--zelos-line)}
.mails a{display:grid;gap:2px;padding:14px 12px;color:inherit;text-decoration:none;border-radius:var(--zelos-radius);overflow-wrap:anywhere}.mails a:hover{background:var(--zelos-hover)}
.mails small,.mails span{color:var(--zelos-muted)}.mails .status-sent{color:var(--zelos-success)}.mails .status-open{color:var(--zelos-error)}
.panel>:last-child{margin-bottom:0}.panel>.mails:last-child{margin-bottom:-12px}
.panel.code{display:flex;flex-wrap:wrap;align-items:center;gap:8px 24px}.code .label{margin:0}.code .button{width:auto}
.code output{flex:1 1 220px;font:600 2rem/1.2 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;letter-spacing:.15em;user-select:all;overflow-wrap:anywhere}
@media (min-width:481px){.wide .facts div{grid-template-columns:112px 1fr}}
iframe{display:block;width:100%;height:560px;background:#fff;border:1px solid var(--zelos-line);border-radius:var(--zelos-radius)}
.plain{white-space:pre-wrap}.plain a{display:inline!important;padding:0!important}
@media (max-width:480px){.page{justify-content:flex-start;padding:16px 12px}.card{padding:24px 18px}.facts div{grid-template-columns:1fr;gap:0}}
@media (prefers-reduced-motion:reduce){*{transition:none!important;animation:none!important;scroll-behavior:auto!important}}
@media (forced-colors:active){.button,.card,.notice{border:1px solid}}
`;
