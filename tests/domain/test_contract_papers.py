"""The clauses of the centre's contract, in both languages."""

from villagedesk.domain.contract_papers import editions, newest_terms


def test_every_edition_is_whole_in_both_languages() -> None:
    for edition, clauses in editions().items():
        assert len(clauses) == 10, edition
        assert all(clause.text.zh_CN and clause.text.en for clause in clauses)
    assert newest_terms() == max(editions())
