/** The emoji of the picker, each with the words that find it. Anything else can be typed. */
interface EmojiGroup {
  readonly name: string;
  readonly emoji: readonly (readonly [emoji: string, words: string])[];
}

const group = (name: string, list: string): EmojiGroup => ({
  name,
  emoji: list
    .trim()
    .split('\n')
    .map((line) => {
      const [emoji = '', ...words] = line.trim().split(' ');
      return [emoji, words.join(' ')] as const;
    }),
});

/** What people reach for first. */
export const QUICK_EMOJI = ['👍', '❤️', '😂', '🎉', '😮', '😢'] as const;

export const EMOJI_GROUPS: readonly EmojiGroup[] = [
  group(
    'Faces',
    `😀 grinning smile happy
    😃 smile open happy
    😄 laughing smile
    😁 beaming grin
    😅 sweat relieved laugh
    😂 tears of joy laugh
    🤣 rolling laugh
    🙂 slight smile
    🙃 upside down
    😉 wink
    😊 blush smile
    😇 halo angel
    🥰 hearts love
    😍 heart eyes love
    😘 kiss
    😋 tasty yum
    😜 tongue wink silly
    🤪 zany crazy
    🤗 hug
    🤭 giggle
    🤫 hush quiet
    🤔 thinking hmm
    🤨 eyebrow doubt
    😐 neutral
    😑 expressionless
    😶 no mouth speechless
    😏 smirk
    🙄 roll eyes
    😬 grimace awkward
    😌 relieved calm
    😴 sleep tired
    😷 mask ill
    🤒 fever ill
    🤧 sneeze cold
    🥵 hot
    🥶 cold freezing
    🤯 mind blown
    🥳 party celebrate
    😎 cool sunglasses
    🤓 nerd glasses
    🧐 monocle inspect
    😕 confused
    😟 worried
    🙁 frown sad
    😮 surprised oh
    😯 hushed
    😲 astonished
    😳 flushed
    🥺 pleading please
    😦 frown open
    😨 afraid fear
    😰 anxious sweat
    😥 sad relieved
    😢 cry sad tear
    😭 sob cry
    😱 scream fear
    😩 weary
    🥱 yawn bored
    😤 huff proud
    😠 angry
    😡 pouting angry red
    🤬 swearing
    💀 skull dead
    💩 poo
    🤡 clown
    👻 ghost
    👽 alien
    🤖 robot
    😺 cat smile`,
  ),
  group(
    'Hands and people',
    `👍 thumbs up yes good
    👎 thumbs down no bad
    👌 ok fine
    ✌️ victory peace
    🤞 fingers crossed luck
    🤟 love you
    🤘 rock
    👈 left point
    👉 right point
    👆 up point
    👇 down point
    ☝️ one point
    ✋ hand stop
    👋 wave hello bye
    🤙 call me
    💪 strong muscle
    🙏 thanks please pray
    👏 clap bravo
    🙌 raised hands hooray
    🤝 handshake deal
    ✍️ writing
    👀 eyes look
    🧠 brain
    🫶 heart hands
    🤷 shrug
    🤦 facepalm
    🙋 raise hand
    🙇 bow sorry
    💁 information
    🏃 run
    🚶 walk
    💃 dance
    🧘 calm yoga
    🛌 bed sleep
    👶 baby
    👪 family`,
  ),
  group(
    'Hearts and signs',
    `❤️ heart love red
    🧡 orange heart
    💛 yellow heart
    💚 green heart
    💙 blue heart
    💜 purple heart
    🖤 black heart
    🤍 white heart
    💔 broken heart
    💕 two hearts
    ✨ sparkles
    ⭐ star
    🌟 glowing star
    💫 dizzy
    🔥 fire hot
    💥 boom
    💯 hundred perfect
    ✅ check done yes
    ❌ cross no
    ❓ question
    ❗ exclamation important
    ⚠️ warning
    🚫 forbidden
    💤 sleep
    💬 speech talk
    🔔 bell
    🔕 mute
    ➕ plus
    ♻️ recycle
    🆗 ok`,
  ),
  group(
    'Nature and food',
    `🌱 seedling grow
    🌿 herb
    🌳 tree
    🌵 cactus
    🌸 blossom
    🌻 sunflower
    🌹 rose
    🍀 clover luck
    🍁 leaf autumn
    ☀️ sun
    🌤️ sun cloud
    🌧️ rain
    ⛈️ storm
    ❄️ snow
    🌈 rainbow
    🌙 moon
    🌍 earth world
    🌊 wave sea
    🐶 dog
    🐱 cat
    🐭 mouse
    🐰 rabbit
    🦊 fox
    🐻 bear
    🐼 panda
    🐸 frog
    🐔 chicken
    🦉 owl
    🐝 bee
    🦋 butterfly
    🐢 turtle
    🐙 octopus
    🐟 fish
    🐑 sheep wool
    🍎 apple
    🍌 banana
    🍓 strawberry
    🍒 cherries
    🥑 avocado
    🥕 carrot
    🍞 bread
    🧀 cheese
    🍕 pizza
    🍔 burger
    🌮 taco
    🍜 noodles
    🍣 sushi
    🍪 cookie
    🎂 cake birthday
    🍫 chocolate
    ☕ coffee
    🍵 tea
    🍺 beer
    🍷 wine
    🥂 cheers`,
  ),
  group(
    'Things and places',
    `🎉 party hooray celebrate
    🎊 confetti
    🎁 gift present
    🎈 balloon
    🏆 trophy win
    🥇 gold medal first
    ⚽ football
    🏀 basketball
    🎮 game
    🎲 dice
    🎵 music note
    🎸 guitar
    🎬 film movie
    📷 camera photo
    💡 idea light
    📚 books read
    📝 note memo
    📌 pin
    📎 clip
    ✂️ scissors
    🔑 key
    🔒 lock
    🔨 hammer
    🛠️ tools
    🧵 thread
    🧶 yarn skein
    🧩 puzzle
    💻 laptop computer
    📱 phone
    📞 call telephone
    ⏰ alarm clock
    ⏳ hourglass wait
    📅 calendar date
    📈 chart up
    📉 chart down
    💰 money
    ✉️ letter mail
    📦 parcel box
    🚀 rocket ship launch
    ✈️ plane flight
    🚗 car
    🚲 bicycle
    🚂 train
    ⛵ boat
    🏠 home house
    🏖️ beach
    ⛰️ mountain
    🏕️ camping
    🗺️ map
    🧭 compass`,
  ),
];

/** Groups with what the query finds, empty ones left out. */
export const findEmoji = (query: string): readonly EmojiGroup[] => {
  const words = query.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return EMOJI_GROUPS;
  return EMOJI_GROUPS.map(({ name, emoji }) => ({
    name,
    emoji: emoji.filter(([, names]) =>
      words.every((word) => names.split(' ').some((one) => one.startsWith(word))),
    ),
  })).filter(({ emoji }) => emoji.length > 0);
};
