/** The looks of the dialog of exported pages: adopted when it is first wanted. */

import style from "../styles/page_dialog.css?inline";

const sheet = new CSSStyleSheet();
sheet.replaceSync(style);
document.adoptedStyleSheets.push(sheet);
