/**
 * The safety code in pictures and words. The 64 pictures and their order are those of Matrix ("Emoji method" of its
 * client-server API, 10.12.2): chosen to be told apart on every screen and in many languages.
 */

import { gettext } from "../gettext.js";

/** By number: the picture and its name. @type {readonly (readonly [string, string])[]} */
export const PICTURES = [
  ["🐶", gettext("Dog")],
  ["🐱", gettext("Cat")],
  ["🦁", gettext("Lion")],
  ["🐎", gettext("Horse")],
  ["🦄", gettext("Unicorn")],
  ["🐷", gettext("Pig")],
  ["🐘", gettext("Elephant")],
  ["🐰", gettext("Rabbit")],
  ["🐼", gettext("Panda")],
  ["🐓", gettext("Rooster")],
  ["🐧", gettext("Penguin")],
  ["🐢", gettext("Turtle")],
  ["🐟", gettext("Fish")],
  ["🐙", gettext("Octopus")],
  ["🦋", gettext("Butterfly")],
  ["🌷", gettext("Flower")],
  ["🌳", gettext("Tree")],
  ["🌵", gettext("Cactus")],
  ["🍄", gettext("Mushroom")],
  ["🌏", gettext("Globe")],
  ["🌙", gettext("Moon")],
  ["☁️", gettext("Cloud")],
  ["🔥", gettext("Fire")],
  ["🍌", gettext("Banana")],
  ["🍎", gettext("Apple")],
  ["🍓", gettext("Strawberry")],
  ["🌽", gettext("Corn")],
  ["🍕", gettext("Pizza")],
  ["🎂", gettext("Cake")],
  ["❤️", gettext("Heart")],
  ["😀", gettext("Smiley")],
  ["🤖", gettext("Robot")],
  ["🎩", gettext("Hat")],
  ["👓", gettext("Glasses")],
  ["🔧", gettext("Spanner")],
  ["🎅", gettext("Father Christmas")],
  ["👍", gettext("Thumbs up")],
  ["☂️", gettext("Umbrella")],
  ["⌛", gettext("Hourglass")],
  ["⏰", gettext("Clock")],
  ["🎁", gettext("Gift")],
  ["💡", gettext("Light bulb")],
  ["📕", gettext("Book")],
  ["✏️", gettext("Pencil")],
  ["📎", gettext("Paperclip")],
  ["✂️", gettext("Scissors")],
  ["🔒", gettext("Lock")],
  ["🔑", gettext("Key")],
  ["🔨", gettext("Hammer")],
  ["☎️", gettext("Telephone")],
  ["🏁", gettext("Flag")],
  ["🚂", gettext("Train")],
  ["🚲", gettext("Bicycle")],
  ["✈️", gettext("Aeroplane")],
  ["🚀", gettext("Rocket")],
  ["🏆", gettext("Trophy")],
  ["⚽", gettext("Ball")],
  ["🎸", gettext("Guitar")],
  ["🎺", gettext("Trumpet")],
  ["🔔", gettext("Bell")],
  ["⚓", gettext("Anchor")],
  ["🎧", gettext("Headphones")],
  ["📁", gettext("Folder")],
  ["📌", gettext("Pin")],
];

/** @param {import("../safety/room.js").SafetyView} safety @param {string} name the other one's */
export function safetyWords(safety, name) {
  if (safety.state === "waiting") return gettext("The code is there a moment after you are connected.");
  if (safety.state === "none")
    return gettext("{name}’s program takes no part in this, so this call cannot be checked.", { name });
  if (safety.state === "ready" && safety.compared)
    return gettext("You compared the codes with {name}, and they match.", { name });
  return gettext(
    "Read the pictures or the numbers to {name}. If both of you have the same, nobody listens in between.",
    { name },
  );
}

export const notLoadedInTime = () =>
  gettext(
    "A part of this page did not come in time, so this call cannot be checked. Call again to have a code.",
  );
