"""Syllables against words that were cut by hand."""

import pytest

from courses.quality import syllables

BY_HAND = """
huis buurt straat fiets deur raam au·to app groep bel nacht leeuw nieuw sneeuw eeuw meeuw ruw duw·en kou
ja ei ui oor uur ijs één vóór ooit hooi bloei saai kooi strooi boei trein blij wij kijk feit paus hout
po·li·tie bu·reau bu·reaus ca·deau ni·veau pla·teau po·li·tie·bu·reau pre·ven·tie buurt·pre·ven·tie
ac·tie ac·ties func·tie sta·tion sta·tions na·ti·o·naal e·mo·ti·o·neel si·tu·a·tie re·a·ni·ma·tie re·la·tie
we·ten wo·nen bel·len ap·pen kij·ken lo·pen schrik·ken roe·pen zoe·ken luis·te·ren waar·schu·wen
bui·ten bin·nen a·vond och·tend mid·dag week maan·den ja·nu·a·ri fe·bru·a·ri au·gus·tus no·vem·ber
be·ëin·di·gen ge·ëerd ge·ïn·for·meerd re·ü·nie co·ör·di·na·tor Bel·gi·ë i·dee·ën zee·ën knie·ën
ca·te·go·rie·ën ef·fi·ci·ënt pa·ti·ënt ru·ï·ne va·cu·üm re·ëel po·ë·zie hy·gi·ë·ne drie·ën·twin·tig
so·ci·aal fi·nan·ci·eel of·fi·ci·eel in·dus·tri·eel in·ge·ni·eur mi·li·eu se·ri·eus mu·se·um ju·bi·le·um
ge·au·to·ma·ti·seerd ge·oe·fend ge·o·pend ge·ar·res·teerd ge·uit ge·beurt ge·luid
ra·di·o vi·de·o pi·a·no du·o vi·a di·eet i·di·oot bi·o·lo·gie pen·si·oen kam·pi·oen mil·joen
the·a·ter o·ce·aan i·de·aal re·a·ge·ren re·a·li·se·ren cha·os na·oor·logs be·oor·de·len bij·een·komst
ei·e·ren bloei·en gooi·en koei·en nieu·we blau·we vrou·wen ooi·e·vaar zo·iets bij·voor·beeld o·ver·een
on·der·mij·ning si·gna·le·ren a·lar·me·ren ver·e·ni·ging cer·ti·fi·caat re·gis·tra·tie be·heer·der wijk·a·gent
ge·meen·te buurt·ap·pen meld·ka·mer ken·te·ken am·bu·lan·ce sleu·tel fa·mi·lie pro·vin·cie ru·zie
au·to·ma·tisch cur·sus toets les·sen scherm vra·gen ant·woord oe·fe·ning uit·leg ver·keer jour·naal res·tau·rant
rou·te dou·che toi·let mi·li·tair po·pu·lair ma·lai·se dou·a·ne chauf·feur ma·noeu·vre
team buurt·team on·line web·site up·date coach smart·phone Face·book soft·ware ser·vice e-mail=e·mail mai·len
Whats·App hob·by ba·by sys·teem ty·pe yog·hurt dis·play pri·va·cy com·mu·ni·ty quiz a·qua·ri·um fre·quent en·quê·te
ca·fé scè·ne co·mi·té cli·ché voor·deur uit·slag door·zet·ten niet-pluis=niet·pluis
"""


def table() -> list[tuple[str, int]]:
    """Word and count; `=` gives the spelling of a word before its cut form."""
    rows = []
    for entry in BY_HAND.split():
        spelled, _, cut = entry.partition("=")
        cut = cut or spelled
        word = spelled.replace("·", "")
        rows.append((word, cut.count("·") + 1))
    return rows


def test_the_table_is_large() -> None:
    assert len({word for word, _ in table()}) >= 200


@pytest.mark.parametrize(("word", "count"), table())
def test_syllables(word: str, count: int) -> None:
    assert syllables(word) == count
    assert syllables(word.upper()) == count
    assert syllables(f"{word.capitalize()}") == count


@pytest.mark.parametrize(
    ("word", "count"), [("tv", 2), ("BPT", 3), ("112", 1), ("0900-8844", 1), ("", 1), ("brrrrr", 1)]
)
def test_what_is_not_a_word_of_vowels(word: str, count: int) -> None:
    assert syllables(word) == count


def test_a_decomposed_accent_counts_once() -> None:
    assert syllables("cafe\u0301") == 2
    assert syllables("coo\u0308rdinator") == 5
