"""Words for the tokens of a simulated model, in groups that a trained model would put beside each other.

Groups that have to do with each other stand near each other here, and near each other in the picture.
"""

from __future__ import annotations

import keyword
import re
import string
from dataclasses import dataclass

_LISTS = """\
months (ring): January February March April May June July August September October November December
colours: red orange yellow green blue indigo violet white black grey brown pink purple crimson scarlet amber gold
  olive lime teal turquoise cyan azure navy magenta maroon beige ivory cream khaki lavender lilac mauve ochre silver
  tan
animals: cat dog horse cow pig sheep goat lion tiger elephant wolf fox bear rabbit mouse rat monkey zebra giraffe deer
  camel donkey otter badger beaver bison buffalo cheetah hedgehog hyena jaguar kangaroo koala leopard llama lynx mole
  moose panda panther puma raccoon rhino seal squirrel walrus weasel whale dolphin porpoise bat hare gorilla
countries: France Spain Italy Germany Poland Norway Sweden Finland Denmark Portugal Greece Turkey Egypt Kenya Ghana
  Nigeria Morocco Tunisia Algeria Ethiopia Uganda Angola Zambia India China Japan Korea Vietnam Thailand Nepal
  Indonesia Malaysia Mongolia Iran Iraq Syria Lebanon Israel Jordan Oman Yemen Qatar Brazil Peru Chile Argentina
  Colombia Mexico Cuba Jamaica Canada Australia Iceland Ireland Scotland England Wales Belgium Austria Hungary Romania
  Bulgaria Serbia Croatia Estonia Latvia Lithuania Ukraine Georgia Armenia Bolivia Uruguay Paraguay Ecuador
verbs: ask call clean climb cook cross dance draw dream drift drown farm fear fill float follow form gather greet
  guess hammer heal help hope hunt iron join judge jump kick kiss knock laugh learn lift listen look march melt mend
  mix need nod open order paint pass pick play point pray press print pull push rain reach rest return roll sail
  scream seem sew show sign smell smoke sound start stay stretch sweat talk test thank touch train travel trust turn
  visit vote wait walk want warn wash watch wish wonder work yell
fruits: apple pear plum cherry peach apricot grape melon lemon lime orange banana mango papaya kiwi fig date olive
  strawberry raspberry blackberry blueberry currant gooseberry pineapple coconut pomegranate guava lychee quince
  nectarine tangerine grapefruit cranberry elderberry
weekdays (ring): Monday Tuesday Wednesday Thursday Friday Saturday Sunday
family: mother father sister brother daughter son aunt uncle niece nephew cousin grandmother grandfather wife husband
  parent child baby twin widow widower bride groom stepmother stepfather godmother godfather
emotions: joy sorrow anger fear hope love hate envy pride shame guilt grief delight disgust surprise boredom pity awe
  jealousy relief regret rage bliss panic calm despair trust wonder longing tenderness gratitude
prepositions: in on at by for from to with without into onto over under above below between among through across
  behind before after during since until toward against along around beside beyond despite except inside near outside
  past per upon within
pronouns: I you he she it we they me him her us them my your his its our their mine yours hers ours theirs myself
  yourself himself herself itself ourselves themselves who whom whose which what this that these those
conjunctions: and or but nor so yet because although unless while whereas if whether
Greek letters (line): alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma
  tau upsilon phi chi psi omega
mathematics: sum product integral derivative matrix vector tensor scalar theorem lemma proof axiom prime factor
  fraction polynomial equation function set group ring field limit series angle triangle circle square cube sphere
  cone cylinder ellipse parabola logarithm exponent variance mean median
computing: computer keyboard screen mouse printer server client network router packet socket file folder disk memory
  cache thread process kernel compiler debugger linker loader script program software hardware browser window button
  cursor pixel byte bit bug patch commit branch merge database query index table
physics: mass force energy power momentum velocity acceleration gravity friction heat light sound electron proton
  neutron quark photon atom molecule nucleus charge current voltage resistance magnet laser lens prism wave frequency
  pressure density entropy
elements (line): hydrogen helium lithium beryllium boron carbon nitrogen oxygen fluorine neon sodium magnesium
  aluminium silicon phosphorus sulfur chlorine argon potassium calcium scandium titanium vanadium chromium manganese
  iron cobalt nickel copper zinc gallium germanium arsenic selenium bromine krypton rubidium strontium yttrium
  zirconium niobium molybdenum ruthenium rhodium palladium cadmium indium tin antimony tellurium iodine xenon caesium
  barium tungsten rhenium osmium iridium platinum mercury thallium lead bismuth radon radium uranium plutonium
planets (line): Mercury Venus Earth Mars Jupiter Saturn Uranus Neptune Pluto Moon Europa Titan Ganymede Callisto Io
  Triton Sun
weather: rain snow hail sleet fog mist cloud storm thunder lightning wind breeze gale hurricane tornado sunshine frost
  dew drought flood rainbow blizzard drizzle monsoon
landscape: mountain hill valley river lake sea ocean island beach cliff cave desert forest meadow swamp glacier
  volcano canyon waterfall stream pond bay gulf peninsula plain plateau dune reef delta spring
trees: oak birch beech maple pine fir spruce larch cedar willow poplar ash elm linden chestnut walnut hazel alder yew
  juniper cypress eucalyptus acacia magnolia mahogany teak bamboo palm sequoia hawthorn
flowers: rose tulip daisy lily violet iris orchid poppy sunflower daffodil jasmine lavender peony dahlia carnation
  geranium marigold pansy primrose snowdrop crocus lotus hyacinth begonia foxglove bluebell buttercup
vegetables: carrot potato onion garlic cabbage lettuce spinach tomato pepper cucumber pumpkin courgette aubergine
  broccoli cauliflower celery leek radish turnip beetroot pea bean lentil chickpea maize asparagus artichoke fennel
  kale
food: bread butter cheese milk egg flour sugar salt rice pasta soup salad stew sausage ham bacon steak pie cake
  biscuit pancake honey jam chocolate yoghurt pudding sandwich noodle omelette porridge vinegar mustard
drinks: water tea coffee juice wine beer cider whisky rum gin vodka lemonade cocoa brandy champagne sherry port
birds: eagle hawk falcon owl crow raven robin sparrow swallow swan duck goose hen rooster turkey peacock pigeon dove
  parrot penguin ostrich stork heron crane gull pelican kingfisher woodpecker nightingale lark finch thrush blackbird
  magpie cuckoo flamingo vulture
fish: salmon trout tuna cod herring mackerel carp pike perch eel shark ray sardine anchovy halibut sole haddock plaice
  sturgeon bass catfish
insects: ant bee wasp fly mosquito butterfly moth beetle ladybird dragonfly cricket grasshopper locust flea louse
  termite cockroach hornet earwig mayfly
body: head face eye ear nose mouth lip tooth tongue chin neck shoulder arm elbow wrist hand finger thumb chest back
  waist hip leg knee ankle foot toe heart lung liver kidney brain bone skin hair nail muscle blood
clothes: shirt trousers skirt dress coat jacket jumper scarf glove hat cap sock shoe boot sandal belt tie suit vest
  apron shawl cloak gown uniform pyjamas slipper mitten blouse cardigan
house: door window wall roof floor ceiling kitchen bedroom bathroom cellar attic stairs chimney garden fence gate
  table chair sofa bed wardrobe cupboard shelf drawer lamp mirror carpet curtain pillow blanket stove oven sink
  bathtub kettle pan plate bowl cup spoon fork knife
tools: saw drill screwdriver wrench pliers chisel axe spade shovel rake hoe ladder rope nail bolt nut clamp file plane
  anvil crowbar trowel scythe sickle wheelbarrow
vehicles: car bus train tram bicycle motorcycle lorry van taxi ship boat ferry canoe yacht aeroplane helicopter
  balloon rocket tractor ambulance sledge submarine scooter wagon carriage
instruments: piano violin viola cello harp guitar lute banjo flute oboe clarinet bassoon trumpet horn trombone tuba
  drum cymbal organ accordion harmonica saxophone xylophone recorder mandolin bagpipes
sports: football tennis cricket rugby hockey golf boxing wrestling fencing rowing sailing swimming diving skiing
  skating cycling running archery judo karate gymnastics basketball volleyball handball badminton squash polo surfing
professions: doctor nurse teacher lawyer judge baker butcher farmer miller smith carpenter plumber painter sailor
  soldier officer pilot driver engineer chemist physicist biologist mathematician poet writer singer actor dancer cook
  waiter tailor barber gardener librarian priest monk king queen prince princess duke mayor minister president
first names: Anna Ben Clara David Emma Frank Grace Henry Irene James Kate Leo Maria Noah Olivia Peter Ruth Simon Tina
  Victor Alice Bob Carol Daniel Eva Felix George Helen Ivan Julia Karl Laura Martin Nina Oscar Paul Rosa Sarah Thomas
  Ursula
languages: English French Spanish Italian German Dutch Swedish Norwegian Danish Finnish Polish Russian Greek Turkish
  Arabic Hebrew Persian Hindi Bengali Tamil Chinese Japanese Korean Vietnamese Thai Latin Welsh Irish Czech Hungarian
cities: Paris London Berlin Madrid Rome Vienna Prague Warsaw Budapest Athens Lisbon Dublin Oslo Stockholm Helsinki
  Copenhagen Amsterdam Brussels Zurich Geneva Milan Naples Venice Florence Munich Hamburg Moscow Kyiv Istanbul Cairo
  Lagos Nairobi Delhi Mumbai Beijing Shanghai Tokyo Osaka Seoul Bangkok Hanoi Jakarta Sydney Melbourne Toronto
  Montreal Boston Chicago Houston Denver Seattle Lima Bogota Santiago Havana
materials: wood stone brick glass steel bronze brass paper leather wool cotton silk linen rubber plastic clay marble
  granite concrete wax velvet nylon cardboard porcelain
sizes (line): tiny small little short low narrow thin slim medium average big large wide tall high thick broad huge
  vast enormous gigantic immense
adjectives: good bad new old young early late long hard soft fast slow hot cold warm cool dry wet clean dirty rich
  poor strong weak bright dark loud quiet sweet sour bitter sharp blunt heavy empty full deep shallow rough smooth
  cheap dear brave shy clever foolish honest kind cruel gentle proud humble busy lazy safe
adverbs: quickly slowly badly well often never always sometimes rarely soon now then here there everywhere nowhere
  almost nearly quite rather very too only even just still already again ever once twice perhaps maybe surely hardly
"""
_LIST = re.compile(r"^(?P<name>[^\s(:][^(:]*)( \((?P<shape>ring|line)\))?:(?P<words>.*(\n  .*)*)", re.MULTILINE)


@dataclass(frozen=True)
class WordGroup:
    """Words of one kind: a ball of them or, where they have an order, a line or a ring."""

    name: str
    words: tuple[str, ...]
    shape: str = "ball"


def _listed_groups() -> list[WordGroup]:
    return [
        WordGroup(match["name"], tuple(match["words"].split()), match["shape"] or "ball")
        for match in _LIST.finditer(_LISTS)
    ]


def _counted_groups() -> list[WordGroup]:
    """Words that follow a rule."""
    tens = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
    units = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    return [
        WordGroup(
            "numbers", tuple(word for ten in tens for word in (ten, *(f"{ten}-{unit}" for unit in units))), "line"
        ),
        WordGroup("years", tuple(str(year) for year in range(1900, 2030)), "line"),
        WordGroup("percentages", tuple(f"{number}%" for number in range(1, 101)), "line"),
        WordGroup("letters", tuple(string.ascii_lowercase), "line"),
        WordGroup("capitals", tuple(string.ascii_uppercase), "line"),
        WordGroup("punctuation", tuple(string.punctuation)),
        WordGroup("Python", tuple(f"{word}:" for word in keyword.kwlist)),
    ]


def _verb_groups(verbs: tuple[str, ...]) -> list[WordGroup]:
    """The other forms of regular verbs."""
    return [
        WordGroup(
            "verbs -s", tuple(f"{verb}{'es' if verb.endswith(('s', 'sh', 'ch', 'x')) else 's'}" for verb in verbs)
        ),
        WordGroup("verbs -ed", tuple(f"{verb}{'d' if verb.endswith('e') else 'ed'}" for verb in verbs)),
        WordGroup("verbs -ing", tuple(f"{verb.removesuffix('e')}ing" for verb in verbs)),
    ]


_LISTED = _listed_groups()
_VERBS = next(group.words for group in _LISTED if group.name == "verbs")

GROUPS: tuple[WordGroup, ...] = (
    WordGroup("digits", tuple(string.digits), "line"),
    *_LISTED,
    *_counted_groups(),
    *_verb_groups(_VERBS),
)
