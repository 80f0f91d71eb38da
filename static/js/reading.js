// A topic: notes which posts stood before the reader's eyes, so that «непрочитанное» is exact.
import './reading/eyes.js';
