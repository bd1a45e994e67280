/** The page's way to the words of findings, which it has as data in a session's reports. */
export { durationText, findingText } from '../lab/checks/words.ts';
