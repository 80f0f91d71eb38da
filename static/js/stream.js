// A topic as it is read: what makes its stream of posts easier to go through. All of it works without this file.
import './parts/copying.js';
import './stream/scrolling.js';
import './stream/timeline.js';
import './stream/news.js';
