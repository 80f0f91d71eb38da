// What every page has: menus, search key, focus, files, dialogs, colours, times. All of it works without this file.
import './parts/menus.js';
import './parts/keys.js';
import './parts/focus.js';
import './parts/files.js';
import './parts/dialogs.js';
import './parts/themes.js';
import './parts/times.js';
