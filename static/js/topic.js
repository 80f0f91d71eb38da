// Pages where one writes in a topic: the composer, quoting of selected words, answers in place, a local copy of the text.
import './composer.js';
import './parts/answering.js';
import './parts/drafts.js';
