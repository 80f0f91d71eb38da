// Pages with a form for text: toolbar and its keys, names after @ # :, preview beside, count of characters, files,
// «Увидят: …». Everything is listened to on the document, so a form that comes later works too.
import '@github/markdown-toolbar-element';
import '@github/text-expander-element';
import './composer/asking.js';
import './composer/completing.js';
import './composer/counting.js';
import './composer/looking.js';
import './composer/tools.js';
import './composer/uploading.js';
