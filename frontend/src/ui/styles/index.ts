/** The looks of the page, light and dark, as one sheet. */

import adaptations from "./adaptations.css?inline";
import base from "./base.css?inline";
import message from "./message.css?inline";
import navigation from "./navigation.css?inline";
import renderer from "./renderer.css?inline";
import settings from "./settings.css?inline";
import side from "./side.css?inline";
import timeline from "./timeline.css?inline";
import toolbar from "./toolbar.css?inline";
import view from "./view.css?inline";

/** In the order in which later rules win. */
export const STYLE = [base, side, toolbar, view, message, navigation, timeline, settings, renderer, adaptations].join(
  "\n",
);
