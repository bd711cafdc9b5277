/** The looks of the page, light and dark, as one sheet. */

import uplot from "uplot/dist/uPlot.min.css?inline";
import { IS_STANDALONE } from "../../standalone_mode";
import adaptations from "./adaptations.css?inline";
import base from "./base.css?inline";
import changes from "./changes.css?inline";
import charts from "./charts.css?inline";
import compare from "./compare.css?inline";
import dialog from "./dialog.css?inline";
import explain from "./explain.css?inline";
import fileCaption from "./file_caption.css?inline";
import inspector from "./inspector.css?inline";
import maps from "./maps.css?inline";
import message from "./message.css?inline";
import navigation from "./navigation.css?inline";
import networkToolbar from "./network_toolbar.css?inline";
import renderer from "./renderer.css?inline";
import runsTable from "./runs_table.css?inline";
import settings from "./settings.css?inline";
import side from "./side.css?inline";
import timeline from "./timeline.css?inline";
import toolbar from "./toolbar.css?inline";
import view from "./view.css?inline";

/** In the order in which later rules win. */
export const STYLE = [
  uplot,
  base,
  explain,
  side,
  toolbar,
  view,
  message,
  navigation,
  networkToolbar,
  timeline,
  charts,
  maps,
  runsTable,
  inspector,
  changes,
  compare,
  settings,
  dialog,
  ...(IS_STANDALONE ? [fileCaption] : []),
  renderer,
  adaptations,
].join("\n");
