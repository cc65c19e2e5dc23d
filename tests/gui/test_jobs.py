import threading

from guitune.gui.jobs import Jobs


def test_a_job_that_reports_before_anyone_listens_is_heard_all_the_same(qapp, qtbot):
    jobs, reported, heard = Jobs(), threading.Event(), []

    def work(job):
        job.report(0.5, "half")
        reported.set()

    jobs.changed.connect(lambda: reported.wait(10))  # comes before `start` returns
    job = jobs.start("Something quick", work)
    job.progressed.connect(heard.append)
    with qtbot.waitSignal(job.succeeded):
        pass
    assert [(progress.share, progress.text) for progress in heard] == [(0.5, "half")]
    jobs.shut_down()
