/** The page's way to the words of findings, which it has as data in a session's reports. */
export { findingText } from '../lab/checks/words.ts';
