// Declares a test for every story, for the project that asks.
import { knowZone } from './pages';
import * as stories from './stories';
import { test } from './test';

const ALL = {
  'a patient registers, books, sees the visit and cancels it': stories.patientBooksAndCancels,
  'a doctor registers by invitation, opens a practice, is booked and cancels': stories.doctorOpensAPractice,
  'an admin sees how the clinic is doing and handles invitations': stories.adminLooksAfterTheClinic,
  'an admin adds a specialty, renames it, and takes it out of the offer': stories.adminManagesSpecialties,
  'two browsers want the same time: one gets it, the other is offered the nearest': stories.twoWantTheSameTime,
  'a visitor signs in on the way and comes back to the chosen time': stories.visitorComesBackToTheTime,
  'a visitor registers on the way and comes back to the chosen time': stories.visitorRegistersOnTheWay,
  'a refused form keeps what was typed and names the field': stories.formsKeepWhatWasTyped,
  'pressing twice books once': stories.pressingTwiceBooksOnce,
  'pages of others are not shown': stories.pagesOfOthersAreNotShown,
  'devices are signed out one by one': stories.devicesAreSignedOutOneByOne,
};

export function tellAllStories() {
  test.beforeEach(async ({ context, baseURL }) => knowZone(context, baseURL!));
  for (const [title, story] of Object.entries(ALL)) {
    test(title, async ({ page, browser, baseURL, api, mailTo }) => story({ page, browser, baseURL, api, mailTo }));
  }
}
