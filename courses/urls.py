"""Addresses of courses (DESIGN §9)."""

from django.urls import path

from courses.views import answering, catalog, panel_member, player, quiz, refreshing, remarks

app_name = "courses"
urlpatterns = [
    path("cursussen/", catalog.catalog, name="catalog"),
    path("cursussen/<slug:slug>/", catalog.course, name="course"),
    path("cursussen/<slug:slug>/papier/<slug:lesson_slug>/<slug:screen_slug>/", catalog.paper, name="paper"),
    path("leren/<slug:slug>/", catalog.resume, name="resume"),
    path("leren/<slug:slug>/toets/<slug:quiz_slug>/", quiz.quiz, name="quiz"),
    path("leren/<slug:slug>/toets/<slug:quiz_slug>/vraag/<int:position>/", answering.question, name="question"),
    path("leren/<slug:slug>/toets/<slug:quiz_slug>/meer-tijd/", quiz.more_time, name="more_time"),
    path("leren/<slug:slug>/toets/<slug:quiz_slug>/extra-poging/", quiz.extra_attempt, name="extra_attempt"),
    path("leren/<slug:slug>/toets/<slug:quiz_slug>/nakijken/", quiz.review, name="review"),
    path("leren/<slug:slug>/toets/<slug:quiz_slug>/uitslag/<uuid:key>/", quiz.result, name="result"),
    path("leren/<slug:slug>/opnieuw/", player.again, name="renew"),
    path("leren/<slug:slug>/opnieuw/opfrissen/", refreshing.refresher, name="refresher"),
    path("leren/<slug:slug>/<slug:lesson_slug>/", player.lesson, name="lesson"),
    path("leren/<slug:slug>/<slug:lesson_slug>/<slug:screen_slug>/", player.screen, name="screen"),
    path(
        "leren/<slug:slug>/<slug:lesson_slug>/<slug:screen_slug>/oefening/<str:block_key>/",
        player.practice_answer,
        name="practice",
    ),
    # *Klopt er iets niet?*, under the page that it is about.
    path(
        "leren/<slug:slug>/<slug:lesson_slug>/<slug:screen_slug>/klopt-niet/",
        remarks.screen_remark,
        name="screen_remark",
    ),
    path(
        "leren/<slug:slug>/<slug:lesson_slug>/<slug:screen_slug>/oefening/<str:block_key>/klopt-niet/",
        remarks.practice_remark,
        name="practice_remark",
    ),
    path(
        "leren/<slug:slug>/toets/<slug:quiz_slug>/poging/<uuid:key>/vraag/<int:position>/klopt-niet/",
        remarks.question_remark,
        name="question_remark",
    ),
    path("controle/klopt-niet/", remarks.check_remark, name="check_remark"),
    path("controle/pdf/klopt-niet/", remarks.pdf_remark, name="pdf_remark"),
    path("c/<str:number>/klopt-niet/", remarks.paper_remark, name="paper_remark"),
    path("c/<str:number>/<str:token>/klopt-niet/", remarks.paper_remark, name="paper_remark"),
    path("panel/<str:token>/", panel_member.panel, name="panel"),
    path("panel/<str:token>/vraag/<int:number>/", panel_member.panel_question, name="panel_question"),
    path("panel/<str:token>/opmerking/", panel_member.panel_comment, name="panel_comment"),
    path("panel/<str:token>/oordeel/", panel_member.panel_verdict, name="panel_verdict"),
]
